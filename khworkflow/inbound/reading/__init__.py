"""Reading a mail as it came over the wire: pure, without a database, and never surprised by its bytes."""
