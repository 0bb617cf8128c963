"""Dispatch exports become the call lake."""
