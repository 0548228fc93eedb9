"""Pages of inspections: the round, its team, its visits."""
