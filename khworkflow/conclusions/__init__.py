"""Conclusions kept verbatim, and the directives that are quoted spans of them."""
