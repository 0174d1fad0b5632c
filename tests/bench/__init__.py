"""`make bench`: ratios of the product's ways against the limit or against the obvious way, on both databases."""
