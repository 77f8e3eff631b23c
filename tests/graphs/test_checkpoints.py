"""Checkpoints are JSON: what anyone else left in the file is not brought to life."""

from __future__ import annotations

import pickle
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from graphs.checkpoints import JsonSerde
from graphs.review import resume, run
from graphs.run_folder import RunFolder
from headgate.facts.cache import Cache
from tests.graphs import shop
from tests.loopback import loopback


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("pwned"),)  # type: ignore[return-value]


def test_a_pickle_is_refused() -> None:
    with pytest.raises(ValueError, match="in the form 'pickle' is not read"):
        JsonSerde().loads_typed(("pickle", pickle.dumps(_Bomb())))


def test_a_pickle_among_the_checkpoints_of_a_run_is_not_opened(cache: Cache) -> None:
    with loopback(shop.honest) as server:
        run(shop.checkout(server.base), models=True, run_id="one", cache=cache)
        with closing(sqlite3.connect(RunFolder("one").checkpoints)) as database, database:
            database.execute("UPDATE checkpoints SET type = 'pickle', checkpoint = ?", (pickle.dumps(_Bomb()),))
        with pytest.raises(ValueError, match="in the form 'pickle' is not read"):
            resume("one", cache=cache)
    assert not Path("pwned").exists()


def test_what_is_no_json_has_no_place_in_a_checkpoint() -> None:
    with pytest.raises(TypeError, match="_Bomb has no place"):
        JsonSerde().dumps_typed({"x": _Bomb()})


def test_stations_at_once_may_keep_the_same(tmp_path: Path) -> None:
    """Two juries that nobody answered have the same to say; neither may take the other's file away."""
    folder = RunFolder("one", tmp_path)
    together = threading.Barrier(4)
    troubles: list[BaseException] = []

    def keep() -> None:
        for number in range(40):
            together.wait()
            try:
                folder.write(f"objects/same-{number}.json", b"{}" * 50_000)
            except OSError as error:
                troubles.append(error)

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert {file.read_bytes() for file in (tmp_path / "one" / "objects").iterdir()} == {b"{}" * 50_000}
