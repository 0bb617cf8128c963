"""Readers of dispatch exports, one folder a format, all the same shape.

Each folder holds `adapter.py` with two functions and replicates its neighbor in every aspect:

- `recognizes(path, head) -> bool`: is this file mine? `head` is its first 64 KiB.
- `stage(path, into, *, progress) -> Staged`: read it into `into`, streaming.
"""
