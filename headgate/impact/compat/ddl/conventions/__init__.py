"""Conventions of PostgreSQL migrations that teams agree on; told only to those who ask for one by its name.

The names are those of squawk, the usual linter of such scripts. None of them is a fault by itself, so that no rule
rests on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.conventions import names, reruns, timeouts, types
from headgate.impact.compat.ddl.locks import transactions
from headgate.impact.compat.ddl.locks.script import Script

_CHECKS: Mapping[str, Callable[[Script], Iterator[SchemaChange]]] = {
    **types.CHECKS,
    **names.CHECKS,
    "prefer-robust-stmts": reruns.robust,
    "require-timeout-settings": timeouts.bounded,
    "ban-concurrent-index-creation-in-transaction": transactions.sent_as_one,
}
CONVENTIONS = tuple(_CHECKS)
"""The names that may be asked for."""


def asked(script: Script, wanted: Iterable[str]) -> Iterator[SchemaChange]:
    """Where a script departs from the conventions of these names; names of other things are passed over."""
    for name in dict.fromkeys(wanted):
        if name in _CHECKS:
            yield from _CHECKS[name](script)
