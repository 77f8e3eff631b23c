"""Suite `spark`: which faults a folder of Spark and Airflow programs has, in neutral categories.

Answers one JSON list of `{path, line, category}` for the folder that is its argument. Opinions that the
default settings leave out are asked for by `STRICT`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from evals.suites.spark_airflow import CATEGORIES as AIRFLOW
from headgate.errors import HeadgateError
from headgate.facts.cache import Cache
from headgate.review_change import analyse
from headgate.settings import Rules, Settings
from headgate.source.checkout import folder

CATEGORIES: dict[str, tuple[str, ...]] = {
    "spark/collect-to-driver": ("driver_collect",),
    "spark/action-in-loop": ("collect_in_loop",),
    "spark/unbounded-to-pandas": ("topandas_unbounded",),
    "spark/to-pandas-without-arrow": ("topandas_no_arrow",),
    "spark/rdd-detour": ("rdd_api",),
    "spark/rdd-map-per-row": ("rdd_map_not_partitions",),
    "spark/rdd-emptiness": ("rdd_isempty",),
    "spark/count-for-emptiness": ("count_for_emptiness",),
    "spark/with-column-in-loop": ("withcolumn_loop",),
    "spark/with-column-chain": ("withcolumn_chain",),
    "spark/loop-without-checkpoint": ("loop_lineage_growth",),
    "spark/python-udf": ("udf_python",),
    "spark/nested-udf": ("udf_nested",),
    "spark/loop-in-udf": ("udf_body_loop",),
    "spark/udf-in-filter": ("udf_in_filter",),
    "spark/cartesian-join": ("cartesian_join",),
    "spark/non-equi-join": ("non_equi_join", "cartesian_join"),
    "spark/column-of-another-frame": ("cross_df_column_ref",),
    "spark/union-by-position": ("union_by_position",),
    "spark/single-partition": ("repartition_one",),
    "spark/hardcoded-partitions": ("repartition_hardcoded",),
    "spark/repartition-before-write": ("repartition_before_write",),
    "spark/redundant-distinct": ("redundant_shuffle",),
    "spark/distinct-overuse": ("distinct_overuse",),
    "spark/distinct-count": ("distinct_count",),
    "spark/many-explodes": ("explode_overuse",),
    "spark/many-shuffles": ("too_many_shuffles",),
    "spark/sort-before-write": ("orderby_before_write",),
    "spark/redundant-sort": ("redundant_sort",),
    "spark/window-without-partition": ("window_no_partition",),
    "spark/unordered-first": ("nondeterministic_first",),
    "spark/cache-without-unpersist": ("cache_without_unpersist",),
    "spark/cache-used-once": ("cache_single_use",),
    "spark/recomputed-frame": ("repeated_action_no_cache",),
    "spark/persist-without-level": ("persist_no_level",),
    "spark/checkpoint-eagerness-unstated": ("checkpoint_no_eager",),
    "spark/inferred-schema": ("infer_schema",),
    "spark/stream-without-schema": ("streaming_no_schema",),
    "spark/overwrites-what-it-reads": ("write_overwrite_unsafe",),
    "spark/static-partition-overwrite": ("write_overwrite_unsafe",),
    "spark/write-without-mode": ("write_no_mode",),
    "spark/sql-from-variables": ("sql_string_dynamic",),
    "spark/adaptive-execution-off": ("config_aqe_off",),
    "spark/hardcoded-shuffle-partitions": ("config_shuffle_partitions_hardcoded",),
    "spark/several-sessions": ("multiple_sessions",),
    "spark/csv-through-driver": ("csv_parallelize",),
    "spark/array-of-aggregate": ("array_agg_misuse",),
    "spark/group-by-key": ("typed_groupbykey",),
    "spark/removed-interface": ("spark_upgrade_api",),
    "spark/show-left-in": ("show_debug",),
}
"""Rule to the categories that its finding speaks of."""

STRICT: dict[str, dict[str, object]] = {
    "spark/with-column-chain": {"at_least": 2},
    "spark/recomputed-frame": {"transformations": 1},
    "spark/persist-without-level": {"frames": 1},
    "spark/many-explodes": {"at_least": 4, "outer": 1},
    "spark/many-shuffles": {"at_least": 9},
}


def main(arguments: list[str]) -> int:
    """Print the findings of the folder that is the one argument."""
    if len(arguments) != 1:
        raise HeadgateError("The suite `spark` takes one argument: a folder of programs.")
    settings = Settings(rules=Rules(options=STRICT))
    review = analyse(folder(Path(arguments[0]), settings), Cache(None)).review
    found = [
        {"path": finding.location.path, "line": finding.location.start_line, "category": category}
        for finding in review.findings
        for category in (CATEGORIES | AIRFLOW).get(finding.rule, ())
    ]
    json.dump(found, sys.stdout)
    return 0
