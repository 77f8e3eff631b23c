"""Questions that a design must answer: read, and settled against the source tables, or said not to be understood."""
