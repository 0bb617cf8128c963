"""Selections, and the problem areas a person approved out of them."""
