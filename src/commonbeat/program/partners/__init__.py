"""Partners: the manager, the school, the shop, each for one property and nothing else."""
