"""What the project as a whole tells about single files: SQL dialect, dbt root, what a dbt project keeps where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from headgate.errors import HeadgateError
from headgate.facts.answers import Answers
from headgate.facts.dbt.project import FILE_NAME, Layout, default_layout, layout_of, parse, root_of
from headgate.facts.dialects import Told, from_profiles, from_project, from_requirements, majority
from headgate.facts.documents import read_yaml
from headgate.facts.glance import SQL, Glance, glances
from headgate.facts.layout import TableFolders
from headgate.facts.reading import Hints
from headgate.facts.spark.settings.versions import teller
from headgate.settings import Settings
from headgate.source.kinds import dbt_root_of
from headgate.source.snapshot import Snapshot

_REQUIREMENTS = re.compile(
    r"(?:^|/)(?:[\w-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg))$"
)
_MOST_REQUIREMENTS = 50


def dbt_roots(snapshot: Snapshot) -> tuple[str, ...]:
    """Folders that hold a `dbt_project.yml`; `""` for the root of the snapshot."""
    return tuple(root_of(path) for path in snapshot.paths if path.rsplit("/", 1)[-1] == FILE_NAME)


def layouts(snapshot: Snapshot) -> dict[str, Layout]:
    """The folders of each dbt project, by root; the usual ones where its file cannot be read."""
    found = {}
    for root in dbt_roots(snapshot):
        path = _project_path(root)
        try:
            found[root] = layout_of(parse(path, snapshot.text_of(path) or ""))
        except HeadgateError:
            found[root] = default_layout(root)
    return found


def dbt_roles(snapshot: Snapshot) -> Callable[[str], str]:
    """A function from a path to what its dbt project keeps there: `model`, `seed`, `macro`, …"""
    known = layouts(snapshot)
    roots = tuple(known)

    def role(path: str) -> str:
        root = dbt_root_of(path, roots)
        return known[root].role(path) if root is not None else ""

    return role


def hinter(
    snapshot: Snapshot, settings: Settings, texts: Mapping[str, str], seen: Mapping[str, Glance] | None = None
) -> Callable[[str], Hints]:
    """A function from a path to the hints for it; `texts` are those of the files that may be read, seen at a glance."""
    seen = seen if seen is not None else glances(texts, lambda _: "", Answers())
    roots = dbt_roots(snapshot)
    fixed = Told(settings.dialect, "set in headgate.toml") if settings.dialect else None
    by_root = {} if fixed else {root: _of_project(root, roots, snapshot, texts, seen) for root in roots}
    elsewhere = _Elsewhere({} if fixed else seen, roots)
    folders = TableFolders(seen)
    spark = teller(snapshot)

    def hints(path: str) -> Hints:
        root = dbt_root_of(path, roots)
        told = fixed or (by_root[root] if root is not None else elsewhere.of(path))
        table = folders.table_of(path) if root is None else ""
        fills = bool(table and folders.filled_by(path))
        return Hints(
            told.dialect, told.reason, spark(path), root, settings.rules.options, table, fills
        )  # fmt: skip

    return hints


class _Elsewhere:
    """Dialects of SQL files outside dbt projects: each for itself, else as its folder, else as the repository."""

    def __init__(self, seen: Mapping[str, Glance], roots: tuple[str, ...]) -> None:
        paths = [path for path in seen if _is_sql(path) and dbt_root_of(path, roots) is None]
        self._own = {path: seen[path].dialect for path in paths}
        by_folder: defaultdict[str, list[Told]] = defaultdict(list)
        for path, told in self._own.items():
            for folder in PurePosixPath(path).parents:
                by_folder[str(folder)].append(told)
        self._folders = {folder: majority(votes) for folder, votes in by_folder.items()}

    def of(self, path: str) -> Told:
        """What tells the dialect of `path`, nearest first."""
        own = self._own.get(path)
        if own is None or own.dialect:
            return own or Told()
        nearest = (self._folders[str(folder)] for folder in PurePosixPath(path).parents)
        return next((told for told in nearest if told.dialect), Told())


def _of_project(
    root: str, roots: tuple[str, ...], snapshot: Snapshot, texts: Mapping[str, str], seen: Mapping[str, Glance]
) -> Told:
    """The adapter of one dbt project: its profile, its settings, what is installed, its own SQL."""
    project = texts.get(_project_path(root), "")
    profiles = [(path, text) for path, text in texts.items() if path.rsplit("/", 1)[-1].endswith("profiles.yml")]
    wanted = _profile_of(project)
    named = [from_profiles(text, path, wanted) for path, text in profiles] if wanted else []
    if not any(told.dialect for told in named):
        named = [from_profiles(text, path) for path, text in profiles]
    dialects = {told.dialect for told in named if told.dialect}
    if len(dialects) > 1:
        return Told()
    sql = [path for path in texts if _is_sql(path) and dbt_root_of(path, roots) == root]
    steps: Iterable[Callable[[], Told]] = (
        lambda: next((told for told in named if told.dialect), Told()),
        lambda: from_project(project, _project_path(root)),
        lambda: _installed(snapshot),
        lambda: majority(seen[path].dialect for path in sql),
    )
    return next((told for step in steps if (told := step()).dialect), Told())


def _installed(snapshot: Snapshot) -> Told:
    """The adapter that all requirements files agree on."""
    paths = [path for path in snapshot.paths if _REQUIREMENTS.search(path)][:_MOST_REQUIREMENTS]
    told = [from_requirements(snapshot.text_of(path) or "", path) for path in paths]
    dialects = {one.dialect for one in told if one.dialect}
    return next(one for one in told if one.dialect) if len(dialects) == 1 else Told()


def _profile_of(project: str) -> str:
    try:
        documents = read_yaml(project)
    except HeadgateError:
        return ""
    return documents[0].get("profile").text if documents else ""


def _project_path(root: str) -> str:
    return f"{root}/{FILE_NAME}" if root else FILE_NAME


def _is_sql(path: str) -> bool:
    return path.lower().endswith(SQL)
