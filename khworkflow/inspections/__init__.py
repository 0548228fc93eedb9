"""Rounds of inspection: team, visits, what was reported and found."""
