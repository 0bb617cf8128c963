"""Pages of the sergeant and the analyst."""
