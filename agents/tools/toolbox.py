"""Which tools there are, and which of them a specialist is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.tools.documentation import documentation
from agents.tools.explain_rule import explain_rule
from agents.tools.git_blame import git_blame
from agents.tools.git_diff import git_diff
from agents.tools.git_log import git_log
from agents.tools.impact import impact
from agents.tools.knowledge import knowledge
from agents.tools.lineage import lineage
from agents.tools.list_files import list_files
from agents.tools.read_file import read_file
from agents.tools.runtime import runtime
from agents.tools.schema import schema
from agents.tools.search.tool import search_code
from agents.tools.tool import Tool, ask
from agents.tools.workspace import Workspace
from headgate.errors import HeadgateError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

TOOLS = (
    search_code,
    read_file,
    list_files,
    git_log,
    git_diff,
    git_blame,
    lineage,
    impact,
    schema,
    runtime,
    explain_rule,
    knowledge,
    documentation,
)
"""All tools that read what is reviewed. The order is part of every prompt: new ones go to the end."""

_EVERYBODY = ("search_code", "read_file", "lineage")
_OF_SPECIALIST = {
    "lineage": ("impact", "git_diff"),
    "spark": ("runtime",),
    "quality": ("impact",),
    "schema": ("schema", "git_log"),
    "streaming": ("schema",),
    "orchestration": ("git_diff",),
    "modeling": ("impact", "git_diff"),
}
"""Each schema is paid for in every prompt: a specialist gets what its charter asks questions of."""


GIVEN_TO = "specialists"
"""In the metadata of a tool of another source: those who are offered it; all where there is none."""


@dataclass(frozen=True)
class Toolbox:
    """Tools at one workspace."""

    workspace: Workspace
    tools: tuple[Tool, ...]
    outside: tuple[BaseTool, ...] = ()
    """Tools of other sources, as LangChain has them; each says itself where its answers come from."""

    def ask(self, name: str, arguments: dict[str, Any]) -> str:
        """What the tool called `name` answers.

        Raises:
            KeyError: there is none.
        """
        tool = {one.name: one for one in self.tools}[name]
        return ask(tool, self.workspace, arguments)


def toolbox(
    workspace: Workspace, specialists: Iterable[str] = (), extra: Iterable[Tool] = (), outside: Iterable[BaseTool] = ()
) -> Toolbox:
    """The tools of some specialists, of all without one; `extra` and `outside` ones of other sources stand behind them.

    Raises:
        HeadgateError: a tool of another source has the name of another one.
    """
    wanted = (*specialists,)
    own = _of(wanted)
    more, others = (*extra,), tuple(tool for tool in outside if _is_given_to(tool, wanted))
    names = Counter([*(tool.name for tool in TOOLS), *(tool.name for tool in more), *(tool.name for tool in others)])
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise HeadgateError(f"Two tools are called {', '.join(twice)}; give one of their servers another name.")
    return Toolbox(
        workspace,
        (*own, *sorted(more, key=lambda tool: tool.name)),
        tuple(sorted(others, key=lambda tool: tool.name)),
    )


def _is_given_to(tool: BaseTool, specialists: tuple[str, ...]) -> bool:
    named = (tool.metadata or {}).get(GIVEN_TO)
    return not named or not specialists or bool(set(named) & set(specialists))


def toolbox_schemas(specialists: Iterable[str]) -> list[dict[str, Any]]:
    """What of a prompt the own tools of some specialists take up."""
    return [{"name": one.name, "description": one.description, "parameters": one.schema} for one in _of(specialists)]


def _of(specialists: Iterable[str]) -> tuple[Tool, ...]:
    wanted = {name for one in specialists for name in (*_EVERYBODY, *_OF_SPECIALIST.get(one, ()))}
    return tuple(tool for tool in TOOLS if not wanted or tool.name in wanted)
