"""The demo's own pages: through whose eyes to look. Their addresses exist in a demo alone."""
