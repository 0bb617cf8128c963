"""What an officer knows about a place, for the next officer who knocks."""
