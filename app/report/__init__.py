"""A review as a person or a machine reads it. Reports are pure functions of the review and the lines it speaks of."""
