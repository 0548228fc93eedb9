"""What figures promise."""
