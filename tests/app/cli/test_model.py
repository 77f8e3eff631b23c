"""`headgate model` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.report.model_design_json import schema
from tests.app.cli.test_commands import headgate
from tests.headgate.design.shop import DDL, QUESTIONS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("model")
    (root / "shop.sql").write_text(DDL)
    (root / "q.txt").write_text(QUESTIONS)
    (root / "odd.txt").write_text("total quantity by colour\nnumber of orders\n")
    return root


def design(folder: Path, questions: str, *more: str) -> tuple[int, str, str]:
    return headgate(
        "model", "design", "--source", str(folder / "shop.sql"), "--questions", str(folder / questions), *more
    )


def test_a_proved_design_leaves_with_0_and_shows_its_proof(folder: Path) -> None:
    code, out, _ = design(folder, "q.txt")
    assert code == 0
    assert "4 of 4 questions proved, 0 not understood." in out
    assert "same      Total revenue by tag" in out
    assert "one big table" in out


def test_a_question_that_is_not_understood_leaves_with_1(folder: Path) -> None:
    code, out, _ = design(folder, "odd.txt")
    assert code == 1
    assert "'colour' is no column or table of any source" in out


def test_json_fits_its_schema(folder: Path) -> None:
    document = json.loads(design(folder, "q.txt", "--format", "json", "--rows", "orders=1_000")[1])
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(document)
    assert document["proof"]["holds"] is True


def test_markdown_draws_the_star(folder: Path) -> None:
    out = design(folder, "q.txt", "--format", "markdown")[1]
    assert "erDiagram" in out
    assert "dim_customer ||--o{ fct_orders : customer_key" in out


def test_files_are_written_once_and_never_over(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "star"
    assert design(folder, "q.txt", "--write", str(target))[0] == 0
    assert (target / "models/marts/fct_orders.sql").is_file()
    assert (target / "proof/rows/raw__orders.csv").is_file()
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    code, _, err = design(folder, "q.txt", "--write", str(target))
    assert code == 2
    assert "is there already and is not written over" in err
    assert before == {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--dialect", "klingon"), "no dialect that is known"),
        (("--rows", "orders"), "--rows takes TABLE=N"),
        (("--rows", "nowhere=1"), "--rows names nowhere"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence(folder: Path, more: tuple[str, ...], said: str) -> None:
    code, _, err = design(folder, "q.txt", *more)
    assert code == 2
    assert said in err
    assert design(folder, "missing.txt")[0] == 2


def test_models_are_reviewed_whole_or_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    (tmp_path / "models").mkdir()
    (tmp_path / "models/dim_shops.sql").write_text("select shop_id, shop_name from raw.shops\n")
    code, out, _ = headgate("model", "review", str(tmp_path))
    assert code == 0
    assert out.startswith("1 tables: 1 dimension.")
    one = headgate("model", "review", str(tmp_path), "--table", "DIM_SHOPS")
    assert one[1].startswith("dim_shops  models/dim_shops.sql")
    code, _, err = headgate("model", "review", str(tmp_path), "--table", "nowhere")
    assert (code, "No table is called nowhere" in err) == (2, True)
