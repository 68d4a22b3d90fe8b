"""One report in the formats that people and tools read."""
