"""Test suites for data: derived from code and a sample, tried out on faults, written for tools."""
