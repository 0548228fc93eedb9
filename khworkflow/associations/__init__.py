"""The associations over time, and who holds which role at which of them."""
