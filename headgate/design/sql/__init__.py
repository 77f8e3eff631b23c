"""The SQL of a star and of its questions, in DuckDB's dialect; names of relations say which layer they are of."""
