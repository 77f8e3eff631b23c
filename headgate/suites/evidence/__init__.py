"""What the repository itself tells of its datasets that a rule can stand on, each by file and line."""
