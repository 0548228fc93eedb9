"""Evidence and report bytes: content-addressed, checked as hostile."""
