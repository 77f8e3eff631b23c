"""Protobuf files: a parser that keeps lines, and what it finds."""
