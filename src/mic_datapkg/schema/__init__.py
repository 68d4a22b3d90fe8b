"""Definitions become tables, columns and rules; they are checked on the way."""
