"""Ways to other systems: their file formats in and out. What a format cannot say is listed."""
