"""The outside servers of one review, and each question to them: checked, sent, quoted, and what failed told."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agents.mcp import answer, spawn
from agents.mcp.arguments import Places, RefusedError
from agents.mcp.configuration import Server, safe_address
from agents.mcp.connection import Connection, ServerError, StillDownError, Way
from agents.mcp.known import known
from agents.mcp.layout import Layout
from agents.mcp.loop import Loop
from agents.mcp.outgoing import Outgoing
from agents.mcp.schema import BrokenSchemaError, complaint
from agents.mcp.variables import REPOSITORY, SNAPSHOT, UnsetVariableError, expanded, mentions
from headgate.gap import Gap, GapKind
from headgate.settings import Sending


class UnreachableError(Exception):
    """A server that cannot be asked, told already; the message is one sentence for the model."""


class House:
    """Everything that the servers of one review share. Safe across threads."""

    def __init__(self, places: Places, layout: Layout, environment: Mapping[str, str], gaps: list[Gap]) -> None:
        self.places = places
        self.layout = layout
        self.environment = environment
        self.outgoing = Outgoing(places.snapshot, environment)
        self.gaps = gaps
        """Grows while servers are asked."""
        self._loop: Loop | None = None
        self._open: list[Connection] = []
        self._opening = threading.Lock()

    @property
    def loop(self) -> Loop:
        """Started with the first question."""
        with self._opening:
            if self._loop is None:
                self._loop = Loop()
            return self._loop

    def tell(self, server: str, what: str, why: str, kind: GapKind = GapKind.UNAVAILABLE) -> None:
        """Put a line into coverage, once."""
        self._add(Gap("", f"outside server {server}{what and ', '}{what}", why, kind))

    def lay_out(self) -> Path:
        """Where the reviewed files lie for servers; what is missing there is told."""
        for gap in self.layout.lay_out():
            self._add(gap)
        return self.places.reviewed

    def _add(self, gap: Gap) -> None:
        with self._opening:
            if gap not in self.gaps:
                self.gaps.append(gap)

    def connect(self, way: Way, timeout: float) -> Connection:
        """A connection that ends with the review."""
        connection = Connection(way, timeout)
        with self._opening:
            self._open.append(connection)
        return connection

    def close(self) -> None:
        """End all servers and remove what was laid out for them."""
        if self._loop is not None:
            self._loop.run(_all_closed(self._open))
            self._loop.close()
        self.layout.close()


class OutsideServer:
    """One server of the review."""

    def __init__(self, server: Server, house: House) -> None:
        self.server = server
        self.house = house
        self.known = known(server)
        self._connecting = threading.Lock()
        self._connection: Connection | None = None
        self._calls: Counter[str] = Counter()

    @property
    def passes_on(self) -> bool:
        """Whether what it is asked may leave this machine."""
        told = self.server.allowed.network
        known = self.known.network if self.known is not None else True
        return bool(self.server.url) or (known if told is None else told)

    def ask(self, tool: tuple[str, ...], sent: dict[str, Any], asked: dict[str, Any], said: Any) -> str:
        """The quoted answer to `sent`, which the model asked for as `asked`; `tool` is all it may be called.

        `said` is what of it are the model's own words, and no paths.

        Raises:
            RefusedError: the question is not sent.
            UnreachableError: the server cannot be asked.
        """
        guard = self.house.outgoing
        if self.passes_on and self.server.allowed.send is Sending.QUERIES:
            guard.refuse_code(said)
        masked = guard.without_secrets if self.passes_on else guard.masked_values
        passed, told = masked(sent), masked(asked)
        self._count()
        connection = self._connected()
        try:
            offered = self.house.loop.run(connection.tools())
            name = next((one for one in tool if one in offered), "")
            if not name:
                self.house.tell(self.server.name, f"tool {tool[0]}", "it does not offer this tool")
                raise UnreachableError(f"The server {self.server.name} does not offer {tool[0]}.")
            self._fit(offered[name].input_schema, name, passed)
            result = self.house.loop.run(connection.call(name, passed))
        except ServerError as error:
            raise self._silent(error) from error
        if result.is_error:
            self.house.tell(self.server.name, f"tool {name}", "it answered with a failure")
        # What hides nothing is masked: a sign without width within a key would hide it from the masks.
        text = guard.masked(self._as_here(answer.visible(answer.text_of(result))))
        label = answer.source(self.server.name, name, told)
        return answer.quoted(f"{label}{', which failed' if result.is_error else ''}", text)

    def described(self, tools: tuple[str, ...]) -> str:
        """What the server says of some of its tools, quoted.

        Raises:
            UnreachableError: the server cannot be asked.
        """
        try:
            offered = self.house.loop.run(self._connected().tools())
        except ServerError as error:
            raise self._silent(error) from error
        parts = []
        for name in tools:
            if name in offered:
                said = (offered[name].description or "")[:600]
                parts.append(f"{name}\n{said}\narguments: {str(offered[name].input_schema)[:1_500]}")
            else:
                self.house.tell(self.server.name, f"tool {name}", "it does not offer this tool")
        text = self.house.outgoing.masked(answer.visible("\n\n".join(parts)))
        return answer.quoted(f"outside server {self.server.name}, what it says of its tools", text)

    def _count(self) -> None:
        with self._connecting:
            self._calls["all"] += 1
            most = self.server.allowed.calls
            if self._calls["all"] > most:
                self.house.tell(self.server.name, "", f"asked {most} times, which is the most", GapKind.BUDGET)
                raise UnreachableError(f"The server {self.server.name} was asked {most} times, which is the most.")

    def _fit(self, schema: dict[str, Any], name: str, sent: dict[str, Any]) -> None:
        """Hold arguments against what the server says it takes, so that a server of another version is told as one."""
        try:
            wrong = complaint(schema, sent)
        except BrokenSchemaError as error:
            self.house.tell(self.server.name, f"tool {name}", "its schema is not a JSON Schema that can be read")
            raise UnreachableError(f"The tool {name} of {self.server.name} has a broken schema.") from error
        if wrong:
            if self.known is not None:
                self.house.tell(self.server.name, f"tool {name}", "it takes other arguments in this version")
            raise RefusedError(f"The arguments are not what {name} takes: {wrong}.")

    def _as_here(self, text: str) -> str:
        """Paths of the laid out copy as paths of the repository."""
        reviewed = str(self.house.places.reviewed)
        return text.replace(f"{reviewed}/", "").replace(reviewed, ".")

    def _connected(self) -> Connection:
        with self._connecting:
            if self._connection is None:
                self._connection = self.house.connect(self._way(), self.server.allowed.timeout)
            return self._connection

    def _way(self) -> Way:
        server, house = self.server, self.house
        values = dict(house.environment)
        if house.places.repository is not None:
            values[REPOSITORY] = str(house.places.repository)
        if (self.known is not None and self.known.reads_files) or any(mentions(one, SNAPSHOT) for one in server.words):
            values[SNAPSHOT] = str(house.lay_out())
        try:
            if server.url:
                url = expanded(server.url, values)
                if not safe_address(url):
                    raise self._off("its address must be https, or http on this machine")
                return Way(url=url, headers={key: expanded(one, values) for key, one in server.headers.items()})
            named = {key: expanded(one, values) for key, one in server.env.items()}
            arguments = [expanded(one, values) for one in server.args]
            command = expanded(server.command, values)
        except UnsetVariableError as error:
            raise self._off(f"the variable {error} is not set") from error
        if self.known is not None and self.known.needs and not any(mentions(w, self.known.needs) for w in server.words):
            raise self._off(f"give it ${{{self.known.needs}}} as its folder, so that it reads what is reviewed")
        return Way(spawn.parameters(command, arguments, named, house.layout.start))

    def _silent(self, error: ServerError) -> UnreachableError:
        if not isinstance(error, StillDownError):
            self.house.tell(self.server.name, "", str(error))
        return UnreachableError(f"The server {self.server.name} gave no answer: {error}.")

    def _off(self, why: str) -> UnreachableError:
        self.house.tell(self.server.name, "", why)
        return UnreachableError(f"The server {self.server.name} cannot be asked: {why}.")


async def _all_closed(connections: list[Connection]) -> None:
    await asyncio.gather(*(connection.close() for connection in connections))
