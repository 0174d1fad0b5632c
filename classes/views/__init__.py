"""Pages of the classes app, by theme."""
