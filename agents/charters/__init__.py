"""What specialists and jurors are told, as Markdown with typed slots."""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Formatter


@cache
def _text(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()


def charter(name: str, **slots: str | int) -> str:
    """The charter called `name` with its slots filled.

    Raises:
        KeyError: a slot of the charter is not given, or one is given that the charter does not have.
    """
    text = _text(name)
    wanted = {slot for _, slot, _, _ in Formatter().parse(text) if slot}
    if wanted != set(slots):
        raise KeyError(f"the charter {name} has the slots {sorted(wanted)}, given were {sorted(slots)}")
    return text.format(**slots)
