"""Two plans of the same query, before and after a change."""
