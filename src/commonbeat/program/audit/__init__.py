"""Who did what, when, from where, with what outcome: a chain that shows when someone changed it."""
