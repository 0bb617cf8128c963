"""GeoJSON feature collections."""
