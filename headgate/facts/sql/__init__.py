"""SQL: statements, the columns they read and write, and what they declare."""
