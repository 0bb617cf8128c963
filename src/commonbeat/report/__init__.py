"""The report: one HTML page that works offline, prints, and reads without JavaScript."""
