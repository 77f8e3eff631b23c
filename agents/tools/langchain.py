"""Our tools as LangChain's; what is said to a bad question stays ours."""

from __future__ import annotations

from typing import Any

from langchain_core.tools import BaseTool, StructuredTool

from agents.chat_model import UNREADABLE
from agents.tools.tool import HERE, Tool
from agents.tools.toolbox import Toolbox


def langchain_tools(box: Toolbox) -> list[BaseTool]:
    """Each tool of `box`, in its order, those of other sources last."""
    return [*(_made(tool, box) for tool in box.tools), *box.outside]


def _made(tool: Tool, box: Toolbox) -> BaseTool:
    def answer(**arguments: Any) -> str:
        if UNREADABLE in arguments:
            return f"The arguments were no JSON object; call {tool.name} again with one."
        return box.ask(tool.name, arguments)

    described = tool.description if tool.source == HERE else f"{tool.description} (source: {tool.source})"
    return StructuredTool(name=tool.name, description=described, func=answer, args_schema=tool.schema)
