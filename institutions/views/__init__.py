"""Pages about institutions: the list, one institution, its papers, people and places, and the catalogue."""
