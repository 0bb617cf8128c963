"""Everything an agency owns, in open formats: nothing is locked in."""
