"""What a model may ask a known server: each argument is checked as what it is, and paths stay in the snapshot."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agents.mcp.known.model import Argument, Kind, KnownTool, Place
from headgate.source.snapshot import Snapshot

_LONGEST = 300
"""Characters of one argument."""
_MOST_FILES = 20
_NAME = re.compile(r"[A-Za-z0-9@/_][A-Za-z0-9@/_.+:-]*")
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./@~^-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class RefusedError(Exception):
    """A question that is not sent; the message is one sentence for the model."""


@dataclass(frozen=True)
class Places:
    """What paths and places of a question mean on this machine."""

    snapshot: Snapshot
    reviewed: Path
    """Where the snapshot is laid out."""
    repository: Path | None


def checked(tool: KnownTool, given: dict[str, Any], places: Places) -> dict[str, Any]:
    """The arguments of a call as the server is to have them.

    Raises:
        RefusedError: an argument is missing, unknown or not what it must be.
    """
    unknown = sorted(given.keys() - tool.arguments.keys())
    if unknown:
        raise RefusedError(
            f"There is no argument `{unknown[0][:40]}`; there are {', '.join(tool.arguments) or 'none'}."
        )
    sent: dict[str, Any] = {}
    for name, argument in tool.arguments.items():
        if given.get(name) is not None:
            sent[argument.called or name] = _value(name, argument, given[name], places)
        elif argument.required:
            raise RefusedError(f"The argument `{name}` is missing: {argument.words}.")
    for name, value in tool.pinned.items():
        sent[name] = _placed(value, places)
    return sent


def _value(name: str, argument: Argument, given: Any, places: Places) -> Any:
    if argument.kind is Kind.NUMBER:
        if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= argument.most:
            raise RefusedError(f"`{name}` is a whole number from 1 to {argument.most}.")
        return given
    if argument.kind is Kind.FILES:
        if not isinstance(given, list) or not 1 <= len(given) <= _MOST_FILES:
            raise RefusedError(f"`{name}` is a list of 1 to {_MOST_FILES} files.")
        return [{"path": _path(name, _text(name, one), places, folders=False)} for one in given]
    text = _text(name, given)
    match argument.kind:
        case Kind.PATH:
            return _path(name, text, places)
        case Kind.CHOICE if text not in argument.choices:
            raise RefusedError(f"`{name}` is one of {', '.join(argument.choices)}.")
        case Kind.NAME if not _NAME.fullmatch(text) or ".." in text.split("/"):
            raise RefusedError(f"`{name}` is one name without spaces.")
        case Kind.REF if not _REF.fullmatch(text) or ".." in text:
            raise RefusedError(f"`{name}` is one branch, tag or commit.")
        case Kind.REMOTE_PATH if text.startswith("/") or ".." in text.split("/"):
            raise RefusedError(f"`{name}` is a path inside that repository.")
        case Kind.URL if not public(text):
            raise RefusedError(f"`{name}` is the https address of a public page.")
    return text


def _text(name: str, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise RefusedError(f"`{name}` is text.")
    if len(given) > _LONGEST or _CONTROL.search(given):
        raise RefusedError(f"`{name}` is one line of at most {_LONGEST} characters.")
    return given.strip()


def _path(name: str, text: str, places: Places, *, folders: bool = True) -> str:
    inside = "" if text in (".", "./") else text.removeprefix("./").rstrip("/")
    files = places.snapshot.entries
    is_folder = not inside or any(path.startswith(f"{inside}/") for path in files)
    if inside not in files and not (folders and is_folder):
        raise RefusedError(f"`{name}`: there is no '{text}' in what is reviewed.")
    return str(places.reviewed / inside) if inside else str(places.reviewed)


def _placed(value: object, places: Places) -> object:
    if value is not Place.REPOSITORY:
        return value
    if places.repository is None:
        raise RefusedError("There is no git history here: a plain folder is reviewed.")
    return str(places.repository)


def public(url: str) -> bool:
    """Whether `url` is a web page of a named public host, without a user, a port or a query of its own making.

    Only its form is looked at: the page is fetched by the outside service, not from this machine.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.username or port or "." not in host or any(mark in url for mark in ' \\"<>'):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost", ".lan", ".home", ".corp")) and bool(
            re.search(r"[a-z]{2,}$", host)
        )
    return False
