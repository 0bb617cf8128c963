"""The one door of all staff."""
