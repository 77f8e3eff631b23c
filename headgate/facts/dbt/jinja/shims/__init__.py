"""Stand-ins for macros of dbt itself and of packages that are not in the repository.

They are written for what matters here, which columns flow where, not for what a warehouse would need to run
them. Names and arguments follow the packages' documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headgate.facts.dbt.jinja.sandbox import Sandbox
from headgate.facts.dbt.jinja.scope import Space
from headgate.facts.dbt.jinja.shims.functions import Functions
from headgate.facts.dbt.jinja.shims.relations import Relations

_PACKAGES = ("dbt", "dbt_utils", "dbt_date", "fivetran_utils", "codegen", "dbt_expectations", "snowflake_utils")


class Shims:
    """All stand-ins for one adapter."""

    def __init__(self, dialect: str, sandbox: Sandbox) -> None:
        self._families = (Functions(dialect), Relations(sandbox))
        self._sandbox = sandbox

    def find(self, name: str) -> Any:
        """A package, or a macro that dbt itself offers by its bare name; None where there is none."""
        if name in _PACKAGES:
            return Space(name, lambda macro: self.named(name, macro) or self._sandbox.told(name=f"{name}.{macro}"))
        return self._of(name, Functions)

    def named(self, package: str, name: str) -> Callable[..., Any] | None:
        """The stand-in for `package.name`; None where there is none."""
        return self._of(name) if package in _PACKAGES else None

    def _of(self, name: str, *families: type) -> Callable[..., Any] | None:
        if name.startswith("_"):
            return None
        for family in self._families:
            if not families or isinstance(family, families):
                found = getattr(family, f"macro_{name}", None)
                if found is not None:
                    return found  # type: ignore[no-any-return]
        return None
