"""Pages of the administration, by theme."""
