"""The status report: a snapshot as of a moment, compiled to a document."""
