"""The page in a browser: from a file, without a network, with thousands of datasets, with hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.report.lineage import page
from app.report.lineage.asked import Asked
from app.report.lineage.document import Lineage
from app.report.lineage.page_data import data
from app.report.lineage.river import river
from headgate.dataset import table
from tests.app.chat.test_page import CHROMIUM, FLAGS
from tests.app.report.lineage import shop

HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror=document.title="owned"> \u2028<!-- '
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine; tests/prepare.sh installs one"
)


@dataclass
class Opened:
    """A page, and what went wrong on it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


def opened(browser: Browser, lineage: Lineage, folder: Path, address: str = "") -> Opened:
    file = folder / "lineage.html"
    file.write_text(page.render(lineage), encoding="utf-8")
    found = Opened(browser.new_page(viewport={"width": 1400, "height": 850}))
    found.page.on("request", lambda request: found.requests.append(request.url))
    found.page.on("console", lambda message: found.troubles.append(message.text))
    found.page.on("pageerror", lambda error: found.troubles.append(str(error)))
    found.page.goto(file.as_uri() + address)
    found.page.wait_for_selector("html[data-ready=yes]")
    return found


def assert_quiet(found: Opened) -> None:
    """Nothing was fetched but the file itself, and nothing was complained of."""
    assert {url.partition("#")[0] for url in found.requests} == {found.page.url.partition("#")[0]}
    assert found.troubles == []


@pytest.mark.browser
@needs_browser
def test_two_thousand_datasets_open_are_searched_and_focused(browser: Browser, tmp_path: Path) -> None:
    lineage = shop.large()
    assert sum(len(one.columns) for one in lineage.datasets) == 20_000
    found = opened(browser, lineage, tmp_path)
    assert (tmp_path / "lineage.html").stat().st_size < 25_000_000
    on = found.page
    expect(on.locator("#counts")).to_contain_text("2,000 datasets · 20,000 columns")
    on.fill("#search", "t1234")
    expect(on.locator("#results button").first).to_contain_text("t1234")
    on.press("#search", "Enter")
    expect(on.locator(".card.chosen .head")).to_contain_text("t1234")
    assert on.locator(".card").count() > 5
    expect(on.locator("#panel h1")).to_have_text("t1234")

    on.locator(".card.chosen .row", has_text="c1234_3").click()
    expect(on.locator("#panel h1")).to_have_text("c1234_3")
    assert on.locator("#lines g.identity").count() >= 4
    expect(on.locator(".card[data-name=t1184] .row")).to_have_text(["c1184_3bigint"])

    before = on.locator(".card").count()
    on.locator("#depth").fill("4")
    assert on.locator(".card").count() > before
    on.locator("#direction button", has_text="Upstream").click()
    expect(on.locator(".card[data-name=t1284]")).to_have_count(0)
    on.keyboard.press("Escape")
    expect(on.locator("#focus")).to_be_hidden()
    assert_quiet(found)


@pytest.mark.browser
@needs_browser
def test_an_address_leads_to_a_column_and_back_leads_back(browser: Browser, tmp_path: Path) -> None:
    found = opened(browser, shop.lineage(), tmp_path, "#fct_revenue&paid")
    on = found.page
    expect(on.locator("#panel h1")).to_have_text("paid")
    expect(on.locator(".step").first).to_contain_text(
        "sum of amount over stg_payments, where status = 'paid', for each order_id"
    )
    expect(on.locator(".step code").first).to_have_text("sum(amount)")
    on.locator("#panel .list button", has_text="stg_payments.amount").first.click()
    expect(on.locator("#panel h1")).to_have_text("amount")
    on.go_back()
    expect(on.locator("#panel h1")).to_have_text("paid")
    on.locator("#home").click()
    expect(on.locator("#cards .card", has_text="sources")).to_have_count(1)
    on.locator("nav button", has_text="opaque").click()
    expect(on.locator("#panel .doubts")).to_contain_text("Columns unknown")
    assert_quiet(found)


@pytest.mark.browser
@needs_browser
def test_what_was_asked_for_is_chosen_at_first(browser: Browser, tmp_path: Path) -> None:
    found = opened(browser, shop.lineage(Asked(table("stg_payments"))), tmp_path)
    expect(found.page.locator("#panel h1")).to_have_text("stg_payments")
    found.page.locator("#theme").click()
    assert found.page.locator("html").get_attribute("data-theme") == "dark"
    assert_quiet(found)


@pytest.mark.browser
@needs_browser
def test_hostile_names_are_text(browser: Browser, tmp_path: Path) -> None:
    files = {f"m/{HOSTILE.replace('/', '_')}.sql": f"create table t as select x as `{HOSTILE}` from `{HOSTILE}`;\n"}
    found = opened(browser, shop.lineage(None, files), tmp_path, "#t")
    expect(found.page.locator("#panel h1")).to_have_text("t")
    assert found.page.title() == "Lineage of shop"
    assert found.page.locator("img").count() == 0
    assert "onerror" in found.page.locator("#panel").inner_text()
    assert_quiet(found)


def test_the_same_lineage_gives_the_same_page_and_nothing_leaves_the_data() -> None:
    files = {"q.sql": f"create table t as select x as `{HOSTILE}` from `{HOSTILE}`;\n"}
    text = page.render(shop.lineage(None, files))
    assert text == page.render(shop.lineage(None, files))
    assert text.count("</script>") == 2
    assert "\u2028" not in text
    assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https:" not in text


def test_layers_stand_in_the_order_of_the_river() -> None:
    groups, layers = river(shop.lineage())
    names = [group.name for group in groups]
    assert names.index("sources") < names.index("staging") < names.index("exposures")
    assert {groups[layer.group].name for layer in layers if layer.name == "source raw"} == {"sources"}


def test_one_large_catalogue_is_parted_by_schema() -> None:
    tables = "".join(f"create table shop.s{n % 3}.t{n} as select 1 as x;\n" for n in range(9))
    groups, _ = river(shop.lineage(None, {"q.sql": tables}))
    assert {group.name for group in groups} == {"shop.s0", "shop.s1", "shop.s2"}


def test_each_path_and_name_is_packed_once() -> None:
    packed = data(shop.large(100, 3, 10))
    assert len(packed["names"]) == len(set(packed["names"]))
