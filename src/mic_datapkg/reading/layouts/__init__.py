"""Sheets become the cells of tables: the table itself, report forms, and the long form."""
