"""Spark's settings: where they are written, what Spark knows of them, what their values mean."""
