"""A Submission becomes a Report."""
