"""The command line."""

from __future__ import annotations

from app.cli.front import main

__all__ = ["main"]
