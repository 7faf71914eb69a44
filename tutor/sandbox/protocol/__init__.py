"""What host and guest both know, and nothing else."""
