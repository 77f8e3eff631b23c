"""The page itself."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr

from app.chat import answers, picture, session
from app.chat.details import finding_markdown, summary, table
from app.chat.memory_tab import memory_tab
from headgate.errors import HeadgateError
from headgate.settings import Settings, of_user
from knowledge.entry import Because

_CSS = """
.lineage {overflow: auto; max-height: 640px; border: 1px solid #cfd8dc; border-radius: 8px; background: #fff}
"""
_CLICKS = """
element.addEventListener('click', event => {
  const box = event.target.closest('[data-name]');
  if (box) trigger('click', {name: box.dataset.name});
});
"""
_HELLO = (
    "Review something, then ask: *what breaks?*, a dataset, a column (`stg_orders.total`), a rule, or a finding (`#1`)."
)


def build(settings: Settings | None = None, repo: str = "") -> gr.Blocks:  # noqa: PLR0915 - the page, from top to bottom
    """The page with all its parts, not yet served."""
    page: gr.Blocks
    with gr.Blocks(title="Headgate", analytics_enabled=False) as page:
        sitting = gr.State(None)
        gr.Markdown("# Headgate\nReviews data pipelines before a change passes. Everything stays on this machine.")
        with gr.Row():
            folder = gr.Textbox(
                value=repo, label="Folder or repository", placeholder="/path/to/repository", elem_id="folder", scale=3
            )
            base = gr.Textbox(label="Base", placeholder="main", elem_id="base")
            head = gr.Textbox(label="Head", placeholder="feature", elem_id="head")
        with gr.Row():
            upload = gr.File(label="Or a zip archive, or a patch for the folder", type="filepath", height=110)
            with gr.Column():
                start = gr.Button("Review", variant="primary", elem_id="start")
                station = gr.Markdown("", elem_id="station")
        with gr.Tab("Findings"):
            told = gr.Markdown("No review yet.", elem_id="summary")
            rows = gr.Dataframe(
                headers=["#", "Level", "Proof", "Rule", "Place", "Message"],
                interactive=False,
                column_widths=["4%", "8%", "9%", "22%", "22%", "35%"],
                wrap=True,
                elem_id="findings",
            )
            chosen = gr.Number(label="Finding", value=1, precision=0, minimum=1, elem_id="number")
            detail = gr.Markdown("", elem_id="detail")
            with gr.Row():
                reason = gr.Textbox(label="Why it does not hold here", scale=3, elem_id="reason")
                because = gr.Radio(
                    choices=[("It is not true", "wrong"), ("It is true, we take the risk", "taken")],
                    label="The finding",
                    elem_id="because",
                )
                accept = gr.Button("Accept", elem_id="accept")
                dismiss = gr.Button("Dismiss", elem_id="dismiss")
            decided = gr.Markdown("", elem_id="decided")
        with gr.Tab("Lineage"):
            with gr.Row():
                dataset = gr.Dropdown(label="Dataset", choices=[], value=None, elem_id="dataset", scale=3)
                zoom = gr.Slider(0.4, 2.0, value=1.0, step=0.2, label="Zoom")
            drawing = gr.HTML("", elem_classes="lineage", elem_id="lineage", js_on_load=_CLICKS)
            about = gr.Markdown("", elem_id="about")
        with gr.Tab("Ask"):
            talk = gr.Chatbot(value=[{"role": "assistant", "content": _HELLO}], height=420, elem_id="talk")
            question = gr.Textbox(label="Question", placeholder="What breaks downstream?", elem_id="question")

        memory_tab(settings or of_user() or Settings())

        def reviewed(folder: str, base: str, head: str, upload: str | None) -> Iterator[tuple[Any, ...]]:
            keep = gr.skip()
            try:
                for news in session.review(session.choose(folder, base, head, upload, settings)):
                    if isinstance(news, str):
                        yield (keep, f"⏳ {news}", keep, keep, keep, keep, keep)
                    else:
                        names = sorted(str(known) for known in news.analysis.head.project.graph.nodes)
                        first = finding_markdown(news, 1) if news.shown else ""
                        drawn = _drawn(news, "", 1.0)
                        options = gr.update(choices=["", *names], value="")
                        yield (news, "✓ Done.", summary(news), table(news), first, options, drawn)
            except HeadgateError as error:
                yield (keep, f"⚠️ {error}", keep, keep, keep, keep, keep)

        start.click(reviewed, [folder, base, head, upload], [sitting, station, told, rows, detail, dataset, drawing])
        chosen.change(_detail, [sitting, chosen], detail)
        rows.select(_row, None, chosen)
        accept.click(_accepted, [sitting, chosen], decided)
        dismiss.click(_dismissed, [sitting, chosen, reason, because], decided)
        gr.on([dataset.change, zoom.change], _around, [sitting, dataset, zoom], [drawing, about])
        drawing.click(_clicked, None, dataset)
        question.submit(_asked, [sitting, question, talk], [talk, question])
    return page


def serve(host: str, port: int, settings: Settings | None, repo: str = "") -> None:
    """Serve the page on `host` and `port` until it is stopped.

    Raises:
        HeadgateError: the port is taken.
    """
    page = build(settings, repo)
    try:
        page.queue().launch(
            server_name=host, server_port=port, share=False, show_error=True, css=_CSS, footer_links=[], ssr_mode=False,
            theme=gr.themes.Default(font="sans-serif", font_mono="monospace"), max_file_size="50mb",
        )  # fmt: skip
    except OSError as error:
        raise HeadgateError(f"Port {port} cannot be used; give another with --port.") from error


def _drawn(sitting: session.Sitting, chosen: str, zoom: float) -> str:
    effects = {row.name: row.effect for row in sitting.review.impact}
    made = picture.draw(sitting.analysis.head.project.graph, effects, chosen, zoom)
    told = f"<p>{made.shown} of {made.of} datasets</p>" if made.shown < made.of else ""
    return told + made.svg


def _detail(sitting: session.Sitting | None, number: float | None) -> str:
    return finding_markdown(sitting, int(number or 0)) if sitting else ""


def _clicked(event: gr.EventData) -> Any:
    name = event._data.get("name") if isinstance(event._data, dict) else None
    return name or gr.skip()


def _row(event: gr.SelectData) -> int:
    return int(event.index[0]) + 1


def _accepted(sitting: session.Sitting | None, number: float) -> str:
    return _decided(sitting, number, True, "")


def _dismissed(sitting: session.Sitting | None, number: float, reason: str, because: str | None) -> str:
    return _decided(sitting, number, False, reason, because)


def _decided(
    sitting: session.Sitting | None, number: float, accepted: bool, reason: str, because: str | None = None
) -> str:
    if sitting is None:
        return "⚠️ Review something first."
    try:
        said = session.decide(
            sitting,
            int(number or 0),
            accepted=accepted,
            author=getpass.getuser(),
            reason=reason,
            because=Because(because) if because else None,
        )
    except HeadgateError as error:
        return f"⚠️ {error}"
    return f"✓ {said}"


def _around(sitting: session.Sitting | None, name: str | None, zoom: float) -> tuple[str, str]:
    if sitting is None:
        return "", ""
    told = answers.answer(sitting, name) if name else ""
    return _drawn(sitting, name or "", zoom), told


def _asked(
    sitting: session.Sitting | None, question: str, talk: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], str]:
    if not question.strip():
        return talk, ""
    said = answers.answer(sitting, question)
    return [*talk, {"role": "user", "content": question}, {"role": "assistant", "content": said}], ""
