"""A star schema: facts with their grain, dimensions, junk dimensions and bridges, derived from what is asked."""
