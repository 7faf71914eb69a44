"""The pages for those who teach."""
