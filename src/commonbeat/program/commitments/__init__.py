"""Promises made at a place, with a day on which they are due."""
