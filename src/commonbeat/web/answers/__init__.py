"""The face of a service that was referred to: one page, no account, one question."""
