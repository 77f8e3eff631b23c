"""Two commits of a pull request in a temporary bare repository, which git alone has touched."""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from app.github.api import Pull
from headgate.errors import HeadgateError
from headgate.source import git

SERVER = "https://github.com"
_TIMEOUT = 600.0
"""Seconds for one fetch."""


@contextmanager
def mirror(repository: str, pull: Pull, token: str, server: str = SERVER) -> Iterator[Path]:
    """A bare repository that holds head and fork point of `pull`, removed at the end.

    Only the two commits come, without their history. The token goes to git in its environment, as a header for
    this one server, so that no list of processes and no configuration file shows it.

    Raises:
        HeadgateError: git is missing, or the commits cannot be fetched.
    """
    with tempfile.TemporaryDirectory(prefix="headgate-pull-") as scratch:
        folder = Path(scratch) / "repo.git"
        git.run(Path(scratch), "init", "--quiet", "--bare", "--template=", str(folder))
        _fetch(folder, f"{server}/{repository}.git", (pull.fork_point, pull.head), token)
        yield folder


def _fetch(folder: Path, url: str, commits: tuple[str, ...], token: str) -> None:
    scheme = urlsplit(url).scheme
    if scheme not in ("https", "http", "file"):
        raise HeadgateError(f"{url} is no address that is fetched from; give --server an https address.")
    command = [
        "git", "-C", str(folder),
        "-c", "core.hooksPath=/dev/null",
        "-c", "protocol.allow=never", "-c", f"protocol.{scheme}.allow=always",
        "-c", "fetch.fsckObjects=true", "-c", "http.followRedirects=false", "-c", "credential.helper=",
        "fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
        url, *dict.fromkeys(commits),
    ]  # fmt: skip
    environment = git.environment() | _credentials(url, token)
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=_TIMEOUT, check=False)
    except FileNotFoundError as error:
        raise HeadgateError("git is not installed; install it and try again.") from error
    except subprocess.TimeoutExpired as error:
        raise HeadgateError(f"Fetching {url} took over {_TIMEOUT:g} s; try again.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise HeadgateError(f"{url} could not be fetched: {said[-1] if said else 'no reason given'}")


def _credentials(url: str, token: str) -> dict[str, str]:
    """The token as a header for this server alone, in the variables that git reads as configuration."""
    if not token:
        return {}
    origin = urlsplit(url)
    pair = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{origin.scheme}://{origin.netloc}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {pair}",
    }
