"""The officer's app: it works on a phone without a signal."""
