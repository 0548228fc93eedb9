"""Mail that comes in: replies become drafts for a person, bounces go to the ledger, everything else is told apart."""
