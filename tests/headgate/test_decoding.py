"""Decoders are made by many threads at once: msgspec alone dies of it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import dataclass

import msgspec
import pytest

from headgate.decoding import json_decoder, msgpack_decoder


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    seconds: float = 0.0


def test_a_class_is_decoded() -> None:
    assert json_decoder(Stage).decode(b'{"name": "scan"}') == Stage("scan")
    assert msgpack_decoder(Stage).decode(msgspec.msgpack.encode({"name": "scan"})) == Stage("scan")
    with pytest.raises(msgspec.ValidationError, match="name"):
        json_decoder(Stage).decode(b"{}")


def test_threads_that_need_the_same_new_class_all_get_it() -> None:
    program = """
        import dataclasses, sys, threading
        from headgate.decoding import json_decoder

        sys.setswitchinterval(1e-6)
        for number in range(60):
            inner = dataclasses.make_dataclass(f"Inner{number}", [(f"field{one}", int, 0) for one in range(20)])
            kind = dataclasses.make_dataclass(f"Outer{number}", [("one", inner), ("many", dict[str, inner])])
            together, got = threading.Barrier(4), []

            def decode():
                together.wait()
                got.append(json_decoder(kind).decode(b'{"one": {}, "many": {"a": {"field3": 3}}}').many["a"].field3)

            threads = [threading.Thread(target=decode) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert got == [3, 3, 3, 3]
    """
    ended = subprocess.run((sys.executable, "-c", textwrap.dedent(program)), check=False)
    assert ended.returncode == 0
