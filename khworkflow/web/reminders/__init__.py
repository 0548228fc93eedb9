"""The page of reminders: the mail ledger."""
