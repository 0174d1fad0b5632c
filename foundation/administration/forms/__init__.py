"""Forms of the administration, by page."""
