"""Zip and gzip archives of the other formats."""
