"""Event logs as they are found: packed, rolled, cut off, in several attempts."""

from __future__ import annotations

import gzip
from pathlib import Path

import cramjam
import pytest
import zstandard

from headgate.errors import HeadgateError
from headgate.facts.runtime.read import read_log
from tests.headgate.facts.runtime.events import lines, run_events, task

PLAIN = lines(run_events())


def lz4_blocks(data: bytes) -> bytes:
    out = b""
    for at in range(0, len(data), 1_000):
        part = data[at : at + 1_000]
        packed = bytes(cramjam.lz4.compress_block(part, store_size=False))
        out += b"LZ4Block" + bytes([0x25]) + len(packed).to_bytes(4, "little") + len(part).to_bytes(4, "little")
        out += bytes(4) + packed
    return out + b"LZ4Block" + bytes([0x15]) + bytes(12)


def snappy_java(data: bytes) -> bytes:
    out = b"\x82SNAPPY\x00" + (1).to_bytes(4, "big") * 2
    for at in range(0, len(data), 1_000):
        packed = bytes(cramjam.snappy.compress_raw(data[at : at + 1_000]))
        out += len(packed).to_bytes(4, "big") + packed
    return out


def lzf_stored(data: bytes) -> bytes:
    parts = [data[at : at + 60_000] for at in range(0, len(data), 60_000)]
    return b"".join(b"ZV\x00" + len(part).to_bytes(2, "big") + part for part in parts)


@pytest.mark.parametrize(
    "packed",
    [PLAIN, gzip.compress(PLAIN), zstandard.compress(PLAIN), lz4_blocks(PLAIN), snappy_java(PLAIN), lzf_stored(PLAIN),
     gzip.compress(PLAIN[:500]) + gzip.compress(PLAIN[500:]), zstandard.compress(PLAIN[:500]) + zstandard.compress(PLAIN[500:])],
    ids=["plain", "gzip", "zstd", "lz4", "snappy", "lzf", "gzip members", "zstd frames"],
)  # fmt: skip
def test_however_a_log_is_packed_it_says_the_same(packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "app-1").write_bytes(packed)
    run = read_log(tmp_path / "app-1")
    assert (run.name, run.spark_version, run.seconds, run.cores, run.complete) == ("orders", "3.5.1", 9.0, 4, True)
    stage = run.stages[0, 0]
    assert (stage.succeeded, stage.sums.run, stage.longest[0].ms) == (3, 4_300, 4_000)
    assert run.gaps == []


def test_settings_that_hold_secrets_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(PLAIN)
    settings = read_log(tmp_path / "log").settings
    assert settings["spark.a"] == "b"
    assert "x" not in settings.values()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress, lz4_blocks, snappy_java])
def test_what_a_truncated_log_still_says_is_read_and_the_rest_told(pack, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    packed = pack(lines([*run_events()[:-1], *(task(0, 50, index=n) for n in range(4_000))]))
    (tmp_path / "log").write_bytes(packed[: len(packed) - 40])
    run = read_log(tmp_path / "log")
    assert run.name == "orders"
    assert not run.complete
    assert any("stops before the application did" in gap.why for gap in run.gaps)


def test_a_rolled_log_is_read_in_order_and_from_its_last_compact_file(tmp_path: Path) -> None:
    folder = tmp_path / "eventlog_v2_app-1"
    folder.mkdir()
    events = run_events()
    (folder / "appstatus_app-1").write_bytes(b"")
    (folder / "events_1_app-1").write_bytes(lines([*events[:5], task(0, 77_000)]))
    (folder / "events_2_app-1.compact").write_bytes(lines(events[:6]))
    (folder / "events_10_app-1").write_bytes(lines(events[7:]))
    (folder / "events_3_app-1").write_bytes(lines(events[6:7]))
    run = read_log(folder)
    assert [run.stages[0, 0].sums.run, run.complete] == [4_300, True]


def test_the_pieces_of_databricks_are_read_with_the_open_one_last(tmp_path: Path) -> None:
    events = run_events()
    (tmp_path / "eventlog-2024-01-01--10-00.gz").write_bytes(gzip.compress(lines(events[:6])))
    (tmp_path / "eventlog-2024-01-01--11-00.gz").write_bytes(gzip.compress(lines(events[6:8])))
    (tmp_path / "eventlog").write_bytes(lines(events[8:]))
    assert read_log(tmp_path).stages[0, 0].succeeded == 3


def test_of_several_attempts_the_last_is_shown_and_the_others_named(tmp_path: Path) -> None:
    (tmp_path / "application_1_0001_1").write_bytes(lines(run_events()[:6]))
    (tmp_path / "application_1_0001_2").write_bytes(PLAIN)
    run = read_log(tmp_path)
    assert run.complete
    assert [(one.id, one.complete) for one in run.attempts] == [("1", False)]


def test_broken_and_strange_lines_are_counted_and_passed_by(tmp_path: Path) -> None:
    strange = b'{"Event":"Custom","x":1}\nnot json\n{"Event":"SparkListenerTaskEnd","Stage ID":"x"}\n\xff\xfe\n'
    deep = b'{"Event":"SparkListenerJobStart","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    (tmp_path / "log").write_bytes(strange + deep + PLAIN)
    run = read_log(tmp_path / "log")
    assert run.stages[0, 0].succeeded == 3
    assert sum("no whole events" in gap.why or "nested" in gap.why for gap in run.gaps) == 2


def test_logs_of_two_applications_are_not_mixed(tmp_path: Path) -> None:
    (tmp_path / "app-20240101-0001").write_bytes(PLAIN)
    (tmp_path / "app-20240101-0002").write_bytes(PLAIN.replace(b"app-1", b"app-2"))
    with pytest.raises(HeadgateError, match="name one of them"):
        read_log(tmp_path)


def test_a_file_that_is_no_log_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello\n")
    with pytest.raises(HeadgateError, match="holds no events"):
        read_log(tmp_path / "x")
    with pytest.raises(HeadgateError, match="no event log"):
        read_log(tmp_path / "nowhere")
