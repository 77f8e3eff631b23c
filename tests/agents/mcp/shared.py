"""Servers of the tests, and what a reviewer writes to use them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agents.mcp import OutsideTools, open_tools
from headgate.settings import Mcp, OutsideServer, Settings
from headgate.source.snapshot import MemorySnapshot, Snapshot

SERVERS = Path(__file__).parent / "servers"
FILES = {
    "models/orders.sql": "select order_id, customer_id, sum(amount) as revenue from raw.orders group by 1, 2\n",
    "conf/app.properties": "password = 'hunter22-prod'\n",
}
POLITE = {"command": sys.executable, "args": [str(SERVERS / "polite.py")]}


def rude(way: str, *more: str) -> dict[str, Any]:
    return {"command": sys.executable, "args": ["-I", "-S", str(SERVERS / "rude.py"), way, *more]}


@contextmanager
def opened(
    folder: Path,
    server: Mapping[str, Any],
    *tools: str,
    snapshot: Snapshot | None = None,
    environment: Mapping[str, str] | None = None,
    **allowed: Any,
) -> Iterator[OutsideTools]:
    """The tools of one server called `it`, of which `tools` are allowed."""
    file = folder / "servers.json"
    file.write_text(json.dumps({"mcpServers": {"it": dict(server)}}))
    told = OutsideServer(tools=tools, **{"timeout": 20.0, **allowed})
    settings = Settings(mcp=Mcp(config=str(file), servers={"it": told}))
    with open_tools(settings, snapshot or MemorySnapshot(FILES), environment or {}) as outside:
        yield outside


def ask(outside: OutsideTools, tool: str, **arguments: Any) -> str:
    """What a model is given for a question."""
    chosen = next(one for one in outside.tools if one.name == f"it__{tool}")
    given = arguments if "arguments" in arguments or tool == "describe" else {"arguments": arguments}
    answer = chosen.invoke(given)
    assert isinstance(answer, str)
    return answer


def whys(outside: OutsideTools) -> list[str]:
    return [gap.why for gap in outside.gaps]
