"""Pages of inspection rounds."""
