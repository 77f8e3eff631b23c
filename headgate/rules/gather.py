"""From a snapshot to a project: every file read once, its facts and findings kept by content hash."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import msgspec
from pathspec import GitIgnoreSpec

from headgate.decoding import msgpack_decoder
from headgate.facts import readers
from headgate.facts.answers import Answers
from headgate.facts.cache import Cache, code_version
from headgate.facts.dbt.context import CONTEXT_KINDS, contexts_of, in_context, install
from headgate.facts.glance import glances
from headgate.facts.hints import dbt_roles, hinter
from headgate.facts.project import Project
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.workers import TooLong, each, no_preparation
from headgate.finding import Finding
from headgate.gap import Gap, GapKind
from headgate.rules import patterns, run
from headgate.settings import Settings
from headgate.source.kinds import kinds_of, readable_name, told_by_content
from headgate.source.snapshot import Snapshot, digest

Progress = Callable[[str, int, int], None]
"""Called with a station, how many are done, how many there are."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is kept of one file."""

    facts: FileFacts
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """A snapshot, read."""

    project: Project
    findings: tuple[Finding, ...]
    """Of the rules that look at single files; those over the project are not run yet."""
    read: int = 0
    """Files that had to be read anew; the rest came from the cache."""
    examined: Mapping[str, Examined] = field(default_factory=dict)
    """By the key of what was read, for a snapshot that shares most files with this one."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgpack_decoder(Examined)


def examine(file: SourceFile) -> bytes:
    """Read one file and run the rules of single files on it; encoded for the cache."""
    reading = readers.read(file)
    findings, gaps = run.on_file(file, reading)
    facts = replace(reading.facts, gaps=(*reading.facts.gaps, *gaps)) if gaps else reading.facts
    try:
        return _ENCODER.encode(Examined(facts, findings))
    except RecursionError:
        gap = file.gap("file", "nested too deeply to be kept", GapKind.TOO_LARGE)
        return _ENCODER.encode(Examined(FileFacts(file.path, tuple(sorted(file.kinds)), gaps=(gap,)), findings))


def gather(
    snapshot: Snapshot,
    settings: Settings,
    cache: Cache,
    progress: Progress = lambda *_: None,
    beside: Gathered | None = None,
) -> Gathered:
    """Read all files of `snapshot`: first those that tell how others are to be read, then the others.

    What `beside`, another snapshot of the same repository, has read and resolved already is taken from there.
    """
    shared = dict(beside.examined) if beside is not None else {}
    memory, answers = (beside.project.memory, beside.project.answers) if beside is not None else (None, Answers(cache))
    files, gaps = _open(snapshot, settings, answers)
    first = [file for file in files if file.kinds & CONTEXT_KINDS]
    examined, anew = _examine_all(first, settings, cache, shared, progress)
    contexts = contexts_of(files, [one.facts for one in examined.values()])
    rest = [in_context(file, contexts) for file in files if not file.kinds & CONTEXT_KINDS]
    more, anew_too = _examine_all(rest, settings, cache, shared, progress, partial(install, contexts))
    examined |= more
    facts = {path: one.facts for path, one in examined.items()}
    for path, gap in gaps.items():
        facts[path] = FileFacts(path, gaps=(gap,))
    matches, trouble = patterns.scan(files, cache, settings.bounds)
    for gap in trouble:
        facts[gap.path] = replace(facts[gap.path], gaps=(*facts[gap.path].gaps, gap))
    found = [finding for one in examined.values() for finding in one.findings]
    for file in files:
        if matches.get(file.path):
            found += run.on_matches(file, matches[file.path])
    project = Project(snapshot, dict(sorted(facts.items())), settings, memory, answers)
    answers.keep()
    return Gathered(project, tuple(found), anew + anew_too, shared)


def _open(snapshot: Snapshot, settings: Settings, answers: Answers) -> tuple[list[SourceFile], dict[str, Gap]]:
    """The files that some reader takes, and gaps for those that cannot be opened."""
    texts: dict[str, str] = {}
    gaps: dict[str, Gap] = {}
    excluded = GitIgnoreSpec.from_lines(settings.exclude)
    left = settings.bounds.max_total_bytes
    for path, entry in snapshot.entries.items():
        if not readable_name(path) or excluded.match_file(path):
            continue
        if told_by_content(path) and not kinds_of(path, snapshot.text_of(path) or ""):
            # Texts of any sort are no part of a pipeline: what cannot be opened is no gap, and does not count.
            continue
        if entry.size > left:
            why = f"all files together are over bounds.max_total_bytes = {settings.bounds.max_total_bytes:,}"
            gaps[path] = Gap(path, "file", why, GapKind.TOO_MANY)
            continue
        left -= entry.size
        text = snapshot.text_of(path)
        if text is None:
            gaps[path] = _unopened(path, entry.size, snapshot)
        else:
            texts[path] = text
    seen = glances(texts, dbt_roles(snapshot), answers)
    hints = hinter(snapshot, settings, texts, seen)
    files = [SourceFile(path, texts[path], one.kinds, hints(path)) for path, one in seen.items() if one.kinds]
    return files, gaps


def _unopened(path: str, size: int, snapshot: Snapshot) -> Gap:
    limit = snapshot.most_bytes(path)
    if size > limit:
        which = "max_file_bytes" if limit == snapshot.bounds.max_file_bytes else "max_artifact_bytes"
        return Gap(path, "file", f"{size:,} bytes, over bounds.{which} = {limit:,}", GapKind.TOO_LARGE)
    return Gap(path, "file", "not UTF-8 text", GapKind.UNREADABLE)


def _examine_all(
    files: Sequence[SourceFile],
    settings: Settings,
    cache: Cache,
    shared: dict[str, Examined],
    progress: Progress,
    prepare: Callable[[], None] = no_preparation,
) -> tuple[dict[str, Examined], int]:
    """What is kept of `files` by path, and how many were read; `shared`, by key, is used and added to."""
    keys = {file.path: _key(file) for file in files}
    kept = cache.get(key for key in keys.values() if key not in shared)
    shared |= {key: _DECODER.decode(value) for key, value in kept.items()}
    waiting = [file for file in files if keys[file.path] not in shared]
    answers = each(examine, waiting, settings.bounds, prepare)
    fresh: dict[str, bytes] = {}
    for done, (file, answer) in enumerate(zip(waiting, answers, strict=True), start=1):
        key = keys[file.path]
        if isinstance(answer, TooLong):
            gap = file.gap("file", str(answer), GapKind.TIMED_OUT)
            shared[key] = Examined(FileFacts(file.path, tuple(sorted(file.kinds)), gaps=(gap,)))
        else:
            fresh[key] = answer
            shared[key] = _DECODER.decode(answer)
        progress("facts", done, len(waiting))
    cache.put(fresh)
    return {file.path: shared[keys[file.path]] for file in files}, len(waiting)


def _key(file: SourceFile) -> str:
    told = (code_version(), file.path, sorted(file.kinds), msgspec.json.encode(file.hints).decode())
    return digest(repr(told).encode() + file.text.encode())
