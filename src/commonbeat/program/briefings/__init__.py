"""What the next officer needs to know before knocking: one screen about one place, made from a few queries."""
