"""The faces of Tinos that PDF documents carry, and how they were made."""
