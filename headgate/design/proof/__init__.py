"""Whether a design answers what it was made for: rows, a build on DuckDB, and the same answer from source and star."""
