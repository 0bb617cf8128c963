"""Concerns: what a resident or partner says is wrong, what is answered, and whether it was fixed."""
