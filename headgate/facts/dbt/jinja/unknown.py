"""Values that the repository does not tell, and the record of what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from jinja2 import Undefined

MARKER = "headgate_unknown"
"""What an unknown value prints: a name, so that the SQL around it mostly still parses."""


class Missed:
    """What one rendering had to leave unknown: name to reason, in order."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def note(self, name: str, why: str) -> None:
        """Remember that `name` is unknown; the first reason counts."""
        self.names.setdefault(name, why)


class Unknown(Undefined):
    """A value that nobody told: any use of it gives another one, printing it gives `MARKER`.

    To a template it is `undefined` and false, and it is noted as missed when it is used, not when it is asked for.
    """

    __slots__ = ()
    missed: ClassVar[Missed] = Missed()

    @property
    def label(self) -> str:
        return str(self._undefined_name or "value")

    def _use(self, why: str = "not defined in this repository") -> Unknown:
        self.missed.note(self.label, why)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self._use("macro is not in this repository")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return type(self)(name=f"{self.label}.{name}")

    def __getitem__(self, key: Any) -> Any:
        return type(self)(name=f"{self.label}[…]")

    def __iter__(self) -> Iterator[Any]:
        return iter((self._use(),))

    def __str__(self) -> str:
        self._use()
        return MARKER

    __repr__ = __str__

    def __len__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        return False

    def __hash__(self) -> int:
        return hash(MARKER)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown)

    def _joined(self, *_: Any) -> Any:
        return self._use()

    def _never(self, *_: Any) -> bool:
        return False

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _joined
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = _joined
    __lt__ = __le__ = __gt__ = __ge__ = _never  # type: ignore[assignment]
