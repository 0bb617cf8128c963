"""SQLite for the public face: read only, the published tables and no others."""
