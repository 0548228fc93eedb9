"""Filters of lists that a person named to come back to them."""
