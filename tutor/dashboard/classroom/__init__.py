"""The pages for instructors."""
