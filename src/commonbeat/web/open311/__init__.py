"""The machine interface of a city's 311 system: Open311 GeoReport v2."""
