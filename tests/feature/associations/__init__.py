"""The tree and its people."""
