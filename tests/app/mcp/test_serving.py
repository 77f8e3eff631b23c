"""The command end to end: over standard input and output, and over HTTP."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from app.mcp.http import TOKEN, address, loopback
from headgate.errors import HeadgateError
from tests.app.mcp.asking import said

HERE = Path(__file__).parents[3]
RUN = "import sys; from app.cli.front import main; sys.argv[0] = 'headgate'; sys.exit(main())"


def test_an_agent_reviews_over_standard_input_and_output(shop: Path, tmp_path: Path) -> None:
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CACHE", "STATE", "DATA", "CONFIG")}
    server = StdioServerParameters(
        command=sys.executable, args=["-c", RUN, "mcp", str(shop)], env={"PYTHONPATH": str(HERE), **homes}
    )

    async def talk() -> tuple[str, str, str]:
        async with Client(server) as client:
            checked = said(await client.call_tool("check", {"base": "base"}))
            lineage = said(await client.call_tool("lineage", {"name": "fct_orders"}))
            wrong = said(await client.call_tool("check", {"base": "absent"}))
            return checked, lineage, wrong

    checked, lineage, wrong = asyncio.run(talk())
    assert "This change introduces" in checked
    assert "stg_orders" in lineage
    assert "has no commit 'absent'" in wrong


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def over_http(shop: Path, port: int, tmp_path: Path) -> Iterator[str]:
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CACHE", "STATE", "DATA", "CONFIG")}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "mcp", str(shop), "--http", f"127.0.0.1:{port}"],
        env={"PYTHONPATH": str(HERE), TOKEN: "a-token-of-this-test", **homes},
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.kill()
        process.wait()


def test_over_http_only_who_knows_the_token_is_answered(over_http: str) -> None:
    async def talk(token: str, **headers: str) -> str:
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {token}", **headers}, timeout=60) as http,
            Client(streamable_http_client(over_http, http_client=http)) as client,
        ):
            return said(await client.call_tool("explain_rule", {"rule": "spark/action-in-loop"}))

    assert asyncio.run(talk("a-token-of-this-test")).startswith("# spark/action-in-loop")
    with pytest.raises((MCPError, ExceptionGroup, httpx2.HTTPError)):
        asyncio.run(talk("another-token-of-this"))
    with pytest.raises((MCPError, ExceptionGroup, httpx2.HTTPError)):
        # A page in a browser on this machine, whose name was bound to it (DNS rebinding).
        asyncio.run(talk("a-token-of-this-test", origin="https://evil.example.com"))


def _headgate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        env={"PYTHONPATH": str(HERE), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("options", "environment", "sentence"),
    [
        (("--http", "0.0.0.0:8765"), {}, "0.0.0.0 can be reached by others; set HEADGATE_MCP_TOKEN"),
        (("--http", "127.0.0.1:8765"), {TOKEN: "short"}, "HEADGATE_MCP_TOKEN has under 16 characters"),
        (("--http", "8765"), {}, "'8765' is no HOST:PORT"),
        (("--root", "/no/such/folder"), {}, "/no/such/folder is not a folder"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    options: tuple[str, ...], environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = _headgate("mcp", str(tmp_path), *options, **environment)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_help_does_not_import_the_protocol() -> None:
    seen = "import sys; from app.cli.front import main\ntry: main()\nexcept SystemExit: print('mcp' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", seen, "--help"],
        env={"PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "mcp " in done.stdout
    assert done.stdout.rstrip().endswith("False")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.com", "localhost.example.com"])
def test_others(host: str) -> None:
    assert not loopback(host)


def test_addresses() -> None:
    assert address("127.0.0.1:80") == ("127.0.0.1", 80)
    assert address("[::1]:80") == ("::1", 80)
    with pytest.raises(HeadgateError):
        address("localhost:99999")
