"""The same definitions as schemas of other libraries and standards."""
