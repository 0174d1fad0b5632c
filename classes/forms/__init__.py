"""Forms of the classes pages, by page."""
