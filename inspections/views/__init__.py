"""Pages of the inspections app, by theme."""
