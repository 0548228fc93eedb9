"""The mail ledger: what is owed to people, and the letters that carried it."""
