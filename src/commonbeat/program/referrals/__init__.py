"""Referrals: to which service, for what need, from which place, and whether help was reached; never for whom."""
