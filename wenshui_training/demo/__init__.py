"""The demo county: a training year that ends today, walked through by the product's own operations."""
