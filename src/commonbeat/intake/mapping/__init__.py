"""Which column of an export is what, found from names and values, corrected by a person."""
