"""Adapters that answer outside benchmarks through the functions that the command line calls."""
