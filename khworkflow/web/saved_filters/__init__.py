"""Saved filters, on whatever page they filter."""
