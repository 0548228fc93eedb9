"""What every room may lean on; nothing here knows the product."""
