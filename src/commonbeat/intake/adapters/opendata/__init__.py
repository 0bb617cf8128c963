"""A department's open-data portal."""
