"""Answers in pages: a client's context is small, and a review may be long."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from headgate.errors import HeadgateError

CHARACTERS = 16_000
"""Of one page; about 4,500 tokens."""
_LONGEST_LINE = 2_000
_KEPT = 8
"""Answers whose pages can still be turned."""


class Pages:
    """The last few long answers, so that turning a page asks for nothing anew. Safe across threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, list[str]] = OrderedDict()
        self._turning = threading.Lock()

    def page(self, key: str, number: int, make: Callable[[], str]) -> str:
        """Page `number` (from 1) of what `make` makes for `key`; the first page makes it anew.

        Raises:
            HeadgateError: there is no such page; or what `make` raises.
        """
        with self._turning:
            pages = self._kept.get(key) if number > 1 else None
        if pages is None:
            pages = cut(make())
            with self._turning:
                self._kept[key] = pages
                self._kept.move_to_end(key)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        if number > len(pages):
            raise HeadgateError(f"There are {len(pages)} pages; page {number} is none of them.")
        if len(pages) == 1:
            return pages[0]
        turn = f"; ask again with page={number + 1} for more" if number < len(pages) else ""
        return f"{pages[number - 1].rstrip()}\n\n[page {number} of {len(pages)}{turn}]\n"


def cut(text: str) -> list[str]:
    """`text` in pages that end at the end of a line; at least one."""
    pages: list[str] = []
    page: list[str] = []
    left = CHARACTERS
    for whole in text.splitlines(keepends=True):
        for start in range(0, len(whole), _LONGEST_LINE):
            line = whole[start : start + _LONGEST_LINE]
            if len(line) > left and page:
                pages.append("".join(page))
                page, left = [], CHARACTERS
            page.append(line)
            left -= len(line)
    if page or not pages:
        pages.append("".join(page))
    return pages
