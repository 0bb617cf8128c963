"""The line between agencies, held by the database itself below everything Python does."""
