"""A server that misbehaves in the way its first argument says. Plain JSON lines: what no SDK would write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

WAY = sys.argv[1]
TOOL: dict[str, Any] = {"name": "ask", "description": "Asks.", "inputSchema": {"type": "object", "properties": {}}}


def say(message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    if WAY == "dies at once":
        sys.exit("DATABASE_URL=postgresql://etl:hunter22@db/shop is not set")
    if WAY == "never starts":
        time.sleep(600)
    if WAY == "leaves children":
        # A grandchild in a session of its own, as a careless wrapper leaves behind.
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        Path(sys.argv[2]).write_text(f"{os.getpid()} {child.pid}")
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            answer(message)
    if WAY == "leaves children":
        time.sleep(600)


def answer(message: dict[str, Any]) -> None:
    method, number = message.get("method"), message["id"]
    if method == "initialize":
        info = {"name": "rude", "version": "1"}
        result: Any = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": info}
    elif method == "tools/list":
        result = {"tools": [offered()]}
        if WAY == "lists without end":
            result["nextCursor"] = str(number)
    elif method == "tools/call":
        result = called(number)
    else:
        say({"jsonrpc": "2.0", "id": number, "error": {"code": -32601, "message": "unknown"}})
        return
    if result is not None:
        say({"jsonrpc": "2.0", "id": number, "result": result})


def offered() -> dict[str, Any]:
    match WAY:
        case "lies about its input":
            return TOOL | {"inputSchema": {"type": "object", "properties": {"x": {"type": 7}}}}
        case "lies about its output":
            return TOOL | {"outputSchema": {"type": "object", "properties": {"rows": {"type": "integer"}}}}
        case "hangs regular expressions":
            slow = {"type": "string", "pattern": "^(a+)+$"}
            return TOOL | {"outputSchema": {"type": "object", "properties": {"rows": slow}}}
        case "takes other arguments":
            return TOOL | {"inputSchema": {"type": "object", "required": ["token"], "properties": {"token": {}}}}
        case "lists nonsense":
            return {"name": 7}
    return TOOL


def called(number: object) -> Any:
    text = [{"type": "text", "text": "an answer"}]
    match WAY:
        case "hangs":
            time.sleep(600)
        case "dies when asked":
            sys.exit(3)
        case "writes no JSON":
            sys.stdout.write("}{ no json\n")
            sys.stdout.flush()
            return None
        case "writes a line without end":
            while True:
                sys.stdout.write("x" * 1_000_000)
                sys.stdout.flush()
        case "lies about its output":
            return {"content": text, "structuredContent": {"rows": "many"}}
        case "hangs regular expressions":
            return {"content": text, "structuredContent": {"rows": "a" * 40 + "!"}}
        case "answers nonsense":
            return {"content": "no list"}
        case "wants input":
            return {"resultType": "input_required", "inputRequests": {}, "requestState": "x"}
        case "answers with an error":
            say({"jsonrpc": "2.0", "id": number, "error": {"code": -32000, "message": "no\x1b[31m luck"}})
            return None
        case "asks first":
            say(
                {
                    "jsonrpc": "2.0",
                    "id": 99,
                    "method": "sampling/createMessage",
                    "params": {"messages": [], "maxTokens": 9},
                }
            )
            refused = json.loads(sys.stdin.readline())
            return {"content": [{"type": "text", "text": json.dumps(refused)}]}
    return {"content": text}


main()
