"""khworkflow: from an inspection's conclusion to tasks, reminders and the report."""
