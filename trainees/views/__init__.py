"""Pages about applicants: rosters under review, one application, one person."""
