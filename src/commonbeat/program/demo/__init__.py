"""Filling an empty program with the made one, through the same doors that people and phones use."""
