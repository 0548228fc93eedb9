"""The HTML edge: parse, ask, answer."""
