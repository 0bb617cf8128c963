"""Places of an agency with their addresses, so that any spelling of an address finds its place."""
