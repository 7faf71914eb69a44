"""The home of a box: a small folder in memory that it may write to, or a path where nothing is."""

HOME = "/box/home"
