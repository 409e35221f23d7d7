"""Pre-render: batches of articles, taken in from a source and rendered when nobody waits for anything else."""
