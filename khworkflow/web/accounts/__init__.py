"""Signing in and out, invitations, one's password."""
