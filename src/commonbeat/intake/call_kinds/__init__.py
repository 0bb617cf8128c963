"""Call types become a category, an origin and a harm weight."""
