"""Languages by the suffix of a file, in the names of GitHub's linguist."""

from __future__ import annotations

LANGUAGES = {
    "sql": (".sql", ".ddl", ".hql", ".bql", ".psql", ".tsql", ".ksql"),
    "python": (".py", ".ipynb"),
    "scala": (".scala", ".sc", ".sbt"),
    "java": (".java",),
    "kotlin": (".kt", ".kts"),
    "yaml": (".yml", ".yaml"),
    "json": (".json", ".jsonl"),
    "avro": (".avsc", ".avpr", ".avdl"),
    "protobuf": (".proto",),
    "properties": (".properties", ".conf"),
    "toml": (".toml",),
    "terraform": (".tf", ".hcl"),
    "shell": (".sh", ".bash"),
    "markdown": (".md",),
    "lookml": (".lkml", ".lookml"),
    "csv": (".csv", ".tsv"),
}

_OTHER_NAMES = {
    "py": "python",
    "yml": "yaml",
    "proto": "protobuf",
    "protocol buffer": "protobuf",
    "hcl": "terraform",
    "bash": "shell",
    "md": "markdown",
    "ini": "properties",
}


def language_called(name: str) -> str:
    """The language that people call `name`; empty where it is none of `LANGUAGES`."""
    folded = name.lower()
    known = _OTHER_NAMES.get(folded, folded)
    return known if known in LANGUAGES else ""


def is_in(path: str, language: str) -> bool:
    """Whether the file at `path` is in `language`."""
    return path.lower().endswith(LANGUAGES[language])
