"""Tests of what is told of Python itself."""
