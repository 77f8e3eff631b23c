"""Suites of data checks, as readers of the columns that they name."""
