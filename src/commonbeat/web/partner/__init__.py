"""The partner's face: one property, for whoever runs it."""
