"""What a project decided about its submissions: its options, accepted findings, and what changed since a commit."""
