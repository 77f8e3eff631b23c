"""Python that runs in cells."""

from __future__ import annotations

import re

_CELLS = re.compile(r"^# (?:COMMAND -{5,}|MAGIC\b|Databricks notebook source|%%|In\[)", re.M)


def by_cells(path: str, text: str) -> bool:
    """Whether the file is a notebook, or the source that one was exported to."""
    return path.endswith(".ipynb") or _CELLS.search(text) is not None
