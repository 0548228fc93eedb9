"""Pages of status reports."""
