"""Machines that ask for briefings, and their keys."""
