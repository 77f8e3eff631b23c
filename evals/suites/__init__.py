"""Adapters that answer outside benchmarks with the functions that the command line calls."""
