"""A task is a directive at one association: its life from issue to confirmation."""
