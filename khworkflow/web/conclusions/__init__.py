"""Pages of conclusions: the draft, the preview, the issued text."""
