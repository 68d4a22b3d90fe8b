"""Bytes become sheets of cells: one reader for each kind of file, each behind a look whether it is safe."""
