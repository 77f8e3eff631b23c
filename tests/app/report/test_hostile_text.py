"""Text from a repository does nothing in any report."""

from __future__ import annotations

import io
import json as stdlib_json
import re
import time
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from app.report import clean, json, markdown, sarif, terminal
from app.report.source import Source
from headgate.secrets import MASK, mask
from tests.app import sample

NOTHING = Source()
ACTIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def test_no_control_character_reaches_the_terminal() -> None:
    out = io.StringIO()
    Console(file=out, width=120, color_system=None).print(terminal.render(sample.hostile(), NOTHING))
    assert not ACTIVE.search(out.getvalue())
    assert "\\x1b[31m" in out.getvalue()


def test_markdown_has_no_link_image_or_html_of_the_repository() -> None:
    text = markdown.render(sample.hostile(), NOTHING)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    flat = [child for token in tokens for child in (token, *(token.children or ()))]
    assert not [t.type for t in flat if t.type in ("link_open", "image")]
    html = "".join(t.content for t in flat if t.type in ("html_block", "html_inline"))
    assert set(re.findall(r"<(/?\w+)", html)) <= {"details", "/details", "summary", "/summary"}
    assert html.count("<details>") == html.count("</details>")


def test_markdown_mentions_nobody_outside_code() -> None:
    text = markdown.render(sample.hostile(), NOTHING)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    spoken = [c.content for t in tokens for c in (t.children or ()) if c.type in ("text", "html_inline")]
    spoken += [t.content for t in tokens if t.type == "html_block"]
    assert not re.search(r"@org|\w://|www\.|#12", "\n".join(spoken))


def test_a_heading_of_the_repository_is_no_heading() -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(markdown.render(sample.hostile(), NOTHING))
    headings = [tokens[n + 1].content for n, t in enumerate(tokens) if t.type == "heading_open"]
    assert all(
        h.startswith(("Headgate: ", "Downstream", "Findings", "warning: ", "Needs a person: ")) for h in headings
    )


@pytest.mark.parametrize("render", [json.render, lambda review: sarif.render(review, NOTHING)])
def test_machine_formats_stay_valid(render: object) -> None:
    assert callable(render)
    assert stdlib_json.loads(render(sample.hostile()).encode("utf-8"))


def test_a_long_review_fits_the_bound() -> None:
    one = sample.review()
    many = tuple(replace(one.findings[0], message="word " * 60, fingerprint=str(n)) for n in range(2_000))
    text = markdown.render(replace(one, findings=many), sample.source())
    assert len(text) <= markdown.LIMIT
    assert "more do not fit here" in text
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key = 'AKIAABCDEFGHIJKLMNOP'", "AKIAABCDEFGHIJKLMNOP"),
        ('password: "correct horse"', "correct horse"),
        ("jdbc:postgresql://u:p4ss@h/db", "p4ss"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"),
        ("ghp_" + "a" * 36, "ghp_"),
        ('{"api_key": "abcd1234"}', "abcd1234"),
    ],
)
def test_a_secret_is_masked(text: str, secret: str) -> None:
    assert secret not in mask(text)
    assert MASK in mask(text)


@pytest.mark.parametrize(
    "text", ["password = '${DB_PASSWORD}'", "pwd: \"{{ env_var('X') }}\"", "a password is needed", "x://y"]
)
def test_a_reference_to_a_secret_is_left(text: str) -> None:
    assert mask(text) == text


def test_code_keeps_its_backticks_inside() -> None:
    assert clean.code("a``b`") == "``` a``b` ```"


@pytest.mark.parametrize(
    "text", ["a.b-c_" * 60_000, "password" * 40_000, "http://a:" * 40_000, "x" * 400_000, "eyJ-" * 90_000]
)
def test_no_text_makes_masking_slow(text: str) -> None:
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 5
