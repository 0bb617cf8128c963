"""A made city with a known truth: the demo, and the oracle of the tests."""
