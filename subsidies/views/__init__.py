"""Pages of acceptance, claims, notices and money."""
