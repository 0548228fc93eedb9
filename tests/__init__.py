"""What khworkflow promises, as sentences."""
