"""The visit log and its way from a phone without a signal."""
