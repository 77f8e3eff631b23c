"""A server of the Model Context Protocol whose one tool answers with what its first argument names: hostile pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TOOL: dict[str, Any] = {
    "name": "look_up",
    "description": "Looks a topic up.",
    "inputSchema": {"type": "object", "properties": {"topic": {"type": "string"}}, "required": ["topic"]},
}


def main(pages: str) -> None:
    text = Path(pages).read_text(encoding="utf-8")
    for line in sys.stdin:
        message = json.loads(line)
        if "id" not in message:
            continue
        result = _results(text).get(message.get("method"))
        answer = {"result": result} if result else {"error": {"code": -32601, "message": "unknown"}}
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"], **answer}) + "\n")
        sys.stdout.flush()


def _results(text: str) -> dict[str, Any]:
    server = {"name": "pages", "version": "1"}
    return {
        "initialize": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": server},
        "tools/list": {"tools": [TOOL]},
        "tools/call": {"content": [{"type": "text", "text": text}]},
    }


if __name__ == "__main__":
    main(sys.argv[1])
