"""The order in which migrations run."""

from __future__ import annotations

import pytest

from headgate.facts.sql.order import in_order


@pytest.mark.parametrize(
    "paths",
    [
        ["db/V1__a.sql", "db/V1.1__b.sql", "db/V1_2__c.sql", "db/V2__d.sql", "db/V10__e.sql", "db/R__views.sql"],
        ["m/10_a/up.sql", "m/20_b/up.sql", "m/100_c/up.sql"],
        ["shop/0001_initial.py", "shop/0002_note.py", "shop/0010_total.py"],
        ["db/20240131120000_a.rb", "db/20240201120000_b.rb"],
        ["db/baseline.sql", "db/1.sql", "db/1.1.sql", "db/2.sql", "db/views.sql"],
        ["db/step2.sql", "db/step10.sql"],
    ],
)
def test_migrations_sort_as_their_tools_run_them(paths: list[str]) -> None:
    assert sorted(set(paths), key=in_order) == paths
