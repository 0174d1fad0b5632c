"""Django's SQLite backend, in which a table that is made anew keeps its triggers."""
