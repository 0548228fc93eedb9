"""People: how they are invited, sign in and are signed out."""
