"""The graph of the base against the graph of the head: what fails, what changes, for whom."""
