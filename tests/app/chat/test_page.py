"""The page in a browser: review, findings, lineage, questions, decisions; nothing is fetched from elsewhere."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect, sync_playwright  # noqa: A004 - Playwright's own

from headgate.settings import Knowledge, Settings

EXAMPLE = Path(__file__).parents[3] / "examples" / "lakehouse"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; tests/prepare.sh installs one"),
]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    from app.chat import page as chat  # noqa: PLC0415 - gradio takes seconds to import

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    blocks = chat.build(Settings(knowledge=Knowledge(path=str(tmp_path / "knowledge"))))
    blocks.queue().launch(
        server_name="127.0.0.1", server_port=port, prevent_thread_lock=True, quiet=True, ssr_mode=False
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        opened = browser.new_page(viewport={"width": 1280, "height": 1400})
        opened.set_default_timeout(120_000)
        foreign: list[str] = []
        opened.on("request", lambda request: foreign.append(request.url) if _foreign(request.url) else None)
        opened.goto(f"http://127.0.0.1:{port}")
        yield opened
        browser.close()
    blocks.close()
    assert foreign == []


def _foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def fill(page: Page, name: str, text: str) -> None:
    page.locator(f"#{name} textarea, #{name} input").first.fill(text)


def upload(page: Page, file: Path) -> None:
    """Hand in a file; the page may still be wiring its parts, and what comes before that is lost."""
    for _ in range(6):
        page.locator("input[type=file]").first.set_input_files(str(file))
        try:
            page.get_by_text(file.name).first.wait_for(timeout=15_000)
        except TimeoutError:
            continue
        return
    raise AssertionError(f"{file.name} was never taken")


def test_a_person_reviews_asks_looks_and_decides(page: Page) -> None:
    fill(page, "folder", str(EXAMPLE))
    upload(page, EXAMPLE.with_suffix(".patch"))
    page.click("#start")
    expect(page.locator("#station")).to_contain_text("Done", timeout=240_000)
    expect(page.locator("#summary")).to_contain_text("errors")
    expect(page.locator("#findings")).to_contain_text("lineage/column-nobody-makes")
    expect(page.locator("#detail")).to_contain_text("About the rule")

    page.get_by_role("tab", name="Lineage").click()
    page.locator("g.dataset", has_text="stg_orders").first.click()
    expect(page.locator("#about")).to_contain_text("is a model")

    page.get_by_role("tab", name="Ask").click()
    fill(page, "question", "What breaks?")
    page.locator("#question textarea, #question input").first.press("Enter")
    expect(page.locator("#talk")).to_contain_text("open_payments")

    page.get_by_role("tab", name="Findings").click()
    page.click("#dismiss")
    expect(page.locator("#decided")).to_contain_text("Say why")
    fill(page, "reason", "The topic is new")
    page.click("#dismiss")
    expect(page.locator("#decided")).to_contain_text("Dismissed until")

    page.get_by_role("tab", name="Memory").click()
    expect(page.locator("#remembered")).to_contain_text("dismissed:lakehouse:")
    page.click("#look")
    expect(page.locator("#memory-said")).to_contain_text("Nothing to look at")
    known = re.search(r"dismissed:lakehouse:[0-9a-f]{24}", page.locator("#remembered").inner_text())
    assert known is not None
    fill(page, "slug", known[0])
    page.click("#forget")
    expect(page.locator("#memory-said")).to_contain_text("Forgot")


def test_a_folder_that_is_none_is_told_in_a_sentence(page: Page) -> None:
    fill(page, "folder", "/nowhere/at/all")
    page.click("#start")
    expect(page.locator("#station")).to_contain_text("is not a folder")
