"""The page of the organisation: tree and people."""
