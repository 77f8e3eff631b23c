"""A parser holds the place where it reads, so two threads must never be given the same one."""

from __future__ import annotations

import threading

from headgate.facts.sql.parse import _PARSERS
from headgate.facts.sql.split import _TOKENIZERS


def test_each_thread_has_a_parser_of_its_own_and_keeps_it() -> None:
    together = threading.Barrier(4)
    got: list[tuple[object, object, object]] = []

    def ask() -> None:
        together.wait()
        got.append((_PARSERS.of("spark"), _PARSERS.of("spark"), _TOKENIZERS.of("spark")))
        together.wait()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(first is again for first, again, _ in got)
    assert len({id(one) for one, _, _ in got}) == len({id(one) for _, _, one in got}) == 4
