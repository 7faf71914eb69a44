"""File formats of other systems, in and out. What a format does not support is listed."""
