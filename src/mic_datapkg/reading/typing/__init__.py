"""Cells and frames become typed columns."""
