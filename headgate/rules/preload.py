"""Imports what every worker needs. The server that workers are forked from loads this module once."""

from __future__ import annotations

import headgate.rules.gather  # noqa: F401 - for the sake of the import
from headgate.rules.registry import all_rules

all_rules()
