"""Spark programs that cost more than they must."""
