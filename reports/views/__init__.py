"""Pages that show more than one app: the workbench, the home of a class, reports, search, the public columns."""
