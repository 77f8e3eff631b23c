"""Which files make up an event log: one file, a rolling folder, Databricks' pieces, a folder of attempts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from headgate.errors import HeadgateError

_ROLLED = re.compile(r"^events_(\d+)_(.+?)(\.compact)?$")
_CODEC = re.compile(r"\.(?:zstd|zst|lz4|snappy|lzf|gz)$")
_ATTEMPT = re.compile(r"^(?P<app>(?:application_\d+_\d+|app-\d+-\d+|local-\d+))(?:_(?P<attempt>\d+))?$")
_DATABRICKS = re.compile(r"^eventlog(?:-(\d{4}-\d{2}-\d{2}--\d{2}-\d{2}))?$")
_MOST_FILES = 20_000
_MOST_ATTEMPTS = 40


@dataclass(frozen=True, slots=True)
class Log:
    """The files of one attempt, in the order of their events."""

    name: str
    files: tuple[Path, ...]
    app: str = ""
    attempt: str = ""
    in_progress: bool = False


def logs_at(path: Path) -> list[Log]:
    """The attempts whose events lie at `path`, the earliest first.

    Raises:
        HeadgateError: nothing is there, or events of several applications are.
    """
    if path.is_file():
        return [_single(path)]
    if not path.is_dir():
        raise HeadgateError(f"There is no event log at {path}; name a file or a folder that Spark wrote.")
    files = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "appstatus", "_")))
    if len(files) > _MOST_FILES:
        raise HeadgateError(f"{path} has over {_MOST_FILES:,} files; name the log of one application in it.")
    rolled = _rolled(path, files)
    if rolled is not None:
        return [rolled]
    pieces = [one for one in files if _DATABRICKS.match(_CODEC.sub("", one.name))]
    if pieces and len(pieces) == len(files):
        # The piece without a date is the one that is still written to.
        order = sorted(pieces, key=lambda one: (_CODEC.sub("", one.name) == "eventlog", one.name))
        return [Log(path.name, tuple(order))]
    folders = sorted(one for one in path.iterdir() if one.is_dir() and one.name.startswith("eventlog_v2_"))
    found = [_single(one) for one in files]
    found += [rolled for one in folders if (rolled := _rolled(one, sorted(one.iterdir()))) is not None]
    return _of_one_application(path, found)


def several(path: Path, apps: list[str]) -> HeadgateError:
    """What to say where logs of several applications lie at `path`."""
    names = " and ".join(name for name in apps if name) if len(apps) == 2 else f"{apps[0] or apps[1]} and others"
    return HeadgateError(f"{path} holds logs of several applications ({names}); name one of them.")


def _single(path: Path) -> Log:
    stem = _CODEC.sub("", path.name.removesuffix(".inprogress"))
    known = _ATTEMPT.match(stem)
    app, attempt = (known["app"], known["attempt"] or "") if known else ("", "")
    return Log(path.name, (path,), app, attempt, path.name.endswith(".inprogress"))


def _rolled(folder: Path, files: list[Path]) -> Log | None:
    """A folder of `events_N_app` files; what comes before a compacted file is told again in it."""
    numbered: list[tuple[int, bool, Path]] = []
    for one in files:
        stem = one.name
        compact = stem.endswith(".compact")
        found = _ROLLED.match(_CODEC.sub("", stem.removesuffix(".compact")))
        if found:
            numbered.append((int(found[1]), compact, one))
    if not numbered:
        return None
    since = max((number for number, compact, _ in numbered if compact), default=-1)
    kept = [(n, not c, one) for n, c, one in numbered if n > since or (n == since and c)]
    status = any(one.name.startswith("appstatus") and one.name.endswith(".inprogress") for one in folder.iterdir())
    app = folder.name.removeprefix("eventlog_v2_")
    known = _ATTEMPT.match(app)
    attempt = known["attempt"] or "" if known else ""
    return Log(folder.name, tuple(one for *_, one in sorted(kept)), app, attempt, status)


def _of_one_application(path: Path, found: list[Log]) -> list[Log]:
    if not found:
        raise HeadgateError(f"There is no event log in {path}; name a file or a folder that Spark wrote.")
    apps = sorted({one.app for one in found})
    if len(apps) > 1:
        raise several(path, apps)
    if len(found) > _MOST_ATTEMPTS:
        raise HeadgateError(f"{path} holds {len(found)} logs; name one of them.")
    return sorted(found, key=lambda one: (int(one.attempt or 0), one.name))
