"""What happened, in one append-only, hash-chained table."""
