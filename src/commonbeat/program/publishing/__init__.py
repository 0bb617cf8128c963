"""What the agency tells the public: pages that a person previewed and published, and nothing else."""
