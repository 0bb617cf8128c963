"""The kinds of entry a phone may send, a module each, all of one shape: the content, and how it is stored."""
