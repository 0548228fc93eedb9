"""The steps that usually lead to a kind of result: as they are shipped, and as the office words them."""
