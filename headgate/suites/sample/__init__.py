"""Samples of data: what is given, loaded behind a locked door and measured there."""
