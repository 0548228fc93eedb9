"""Pages of tasks: one task, the list, the board, what waits for confirmation."""
