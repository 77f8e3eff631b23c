"""PySpark programs whose column lineage Spark itself has told."""
