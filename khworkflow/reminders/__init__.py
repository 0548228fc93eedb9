"""What is owed by the calendar: the weekly digest and the deadline steps."""
