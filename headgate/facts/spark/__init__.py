"""Spark programs in Python and Scala, and Spark settings."""
