"""Streams that lose, repeat or never finish records."""
