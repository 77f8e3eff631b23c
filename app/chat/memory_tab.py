"""The tab of what is remembered: read, review, forget, export, import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from app.chat import remembered
from headgate.errors import HeadgateError
from headgate.settings import Settings

_HEADERS = ["Name", "Kind", "What", "Where", "Who", "Until"]


def memory_tab(settings: Settings) -> None:
    """Add the tab to the page that is being built."""
    with gr.Tab("Memory") as tab:
        rows = gr.Dataframe(headers=_HEADERS, interactive=False, wrap=True, elem_id="remembered")
        with gr.Row():
            shipped = gr.Checkbox(label="With what is shipped", elem_id="shipped")
            look = gr.Button("What should I look at?", elem_id="look")
        with gr.Row():
            slug = gr.Textbox(label="Name", placeholder="choose a row", elem_id="slug", scale=3)
            forget = gr.Button("Forget", elem_id="forget")
        with gr.Row():
            export = gr.Button("Export", elem_id="export")
            exported = gr.File(label="Exported", interactive=False, height=80, elem_id="exported")
            given = gr.File(label="Import an export", type="filepath", height=80, elem_id="import")
        said = gr.Markdown("", elem_id="memory-said")

    def listed(all_of_it: bool) -> Any:
        return _told(lambda: remembered.table(settings, shipped=all_of_it), otherwise=[])

    def chosen(event: gr.SelectData) -> str:
        return str(event.row_value[0]) if event.row_value else ""

    gr.on([tab.select, shipped.change], listed, shipped, rows)
    rows.select(chosen, None, slug)
    look.click(lambda: _told(lambda: remembered.to_look_at(settings)), None, said)
    forget.click(lambda name: _told(lambda: remembered.forget(settings, name)), slug, said).then(listed, shipped, rows)
    export.click(lambda: _told(lambda: remembered.export(settings), otherwise=None), None, exported)
    given.upload(lambda file: _told(lambda: remembered.bring_in(settings, file)), given, said).then(
        listed, shipped, rows
    )


_AS_TEXT = object()


def _told(work: Callable[[], Any], otherwise: Any = _AS_TEXT) -> Any:
    """What `work` gives; a failure that a person can mend as a sentence, or `otherwise` with a warning."""
    try:
        return work()
    except HeadgateError as error:
        if otherwise is _AS_TEXT:
            return f"⚠️ {error}"
        gr.Warning(str(error))
        return otherwise
