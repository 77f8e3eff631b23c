"""Suites in the words of the tools that run them, one module for each tool."""
