"""What Spark says it will do: the output of EXPLAIN, in all its forms."""
