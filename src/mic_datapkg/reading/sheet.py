"""The name under which layouts know a grid."""

from mic_datapkg.reading.grid import Grid as Sheet

__all__ = ["Sheet"]
