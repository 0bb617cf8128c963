"""The directory: city departments and helping services to which a matter can be passed on."""
