"""Agencies and their members: who someone is, and which agency's line no query crosses."""
