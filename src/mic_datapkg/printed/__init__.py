"""A text as printed becomes a number, a period, an area or a unit; no file is known here."""
