"""Indicators (chỉ tiêu): what is counted, what was aimed at, what was reached."""
