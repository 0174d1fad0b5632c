"""Reading the record of what happened, in words."""
