"""The page by which machines ask whether the installation can serve."""
