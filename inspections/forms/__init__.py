"""Forms of the inspections app, by theme."""
