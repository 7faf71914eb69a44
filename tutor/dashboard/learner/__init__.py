"""The pages about one learner's own work."""
