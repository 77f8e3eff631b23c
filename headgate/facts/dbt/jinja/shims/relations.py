"""Macros that stand for columns of a relation or for whole queries."""

from __future__ import annotations

from typing import Any

from headgate.facts.dbt.jinja.sandbox import Sandbox
from headgate.facts.dbt.jinja.shims.functions import slug
from headgate.facts.dbt.jinja.unknown import MARKER


class Relations:
    """Macros that look a relation up in the warehouse; here they say it with `*`, which facts expand later."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def macro_star(self, from_: Any = None, relation_alias: Any = "", *rest: Any, **given: Any) -> str:
        """`dbt_utils.star(from=ref('x'), relation_alias='t', except=['a'], prefix='p_')`."""
        if given.get("prefix") or given.get("suffix"):
            self._sandbox.missed.note("dbt_utils.star", "its columns with a prefix or suffix are only in the warehouse")
            return MARKER
        star = f"{relation_alias}.*" if relation_alias else "*"
        left_out = [str(name).strip('"') for name in given.get("except") or (rest[0] if rest else ())]
        return f"{star}{_without(left_out)}"

    def macro_group_by(self, n: Any = 1, **_: Any) -> str:
        count = n if isinstance(n, int) and 0 < n < 1_000 else 1
        return "group by " + ", ".join(str(number + 1) for number in range(count))

    def macro_union_relations(self, relations: Any = (), *_: Any, **given: Any) -> str:
        """One SELECT for each relation, by name; the source column is added as dbt_utils does."""
        name = given.get("source_column_name", "_dbt_source_relation")
        added = f", '{MARKER}' as {name}" if name else ""
        left_out = [str(column) for column in given.get("exclude") or ()]
        columns = f"*{_without(left_out)}{added}"
        return "\nunion all by name\n".join(f"(select {columns} from {one})" for one in relations)

    def macro_deduplicate(self, relation: Any, partition_by: Any = "", order_by: Any = "", **_: Any) -> str:
        return (
            f"select * from {relation} where true "
            f"qualify row_number() over (partition by {partition_by} order by {order_by or partition_by}) = 1"
        )

    def macro_date_spine(self, datepart: Any, start_date: Any, end_date: Any, **_: Any) -> str:
        return f"select cast(null as timestamp) as date_{datepart}"

    def macro_generate_series(self, upper_bound: Any, **_: Any) -> str:
        return "select 1 as generated_number"

    def macro_get_date_dimension(self, *_: Any, **__: Any) -> str:
        self._sandbox.missed.note("dbt_date.get_date_dimension", "its columns are those of the package")
        return f"select {MARKER}"

    def macro_pivot(self, column: Any, values: Any = (), *_: Any, **given: Any) -> str:
        """One column for each value, as `dbt_utils.pivot` makes them."""
        if given.get("alias", True) is False:
            self._sandbox.missed.note("dbt_utils.pivot", "its columns have no names")
            return MARKER
        aggregate, then = given.get("agg", "sum"), given.get("then_value", 1)
        otherwise, prefix = given.get("else_value", 0), given.get("prefix", "")
        quoted = given.get("quote_identifiers", True) is not False
        named = {str(value): f"{prefix}{value}{given.get('suffix', '')}" for value in values}
        made = [
            f"{aggregate}(case when {column} = '{value}' then {then} else {otherwise} end) as "
            + (f'"{name}"' if quoted else slug(name))
            for value, name in named.items()
        ]
        return ",\n".join(made) or MARKER

    def macro_unpivot(self, relation: Any = None, *_: Any, **given: Any) -> str:
        kept = [str(name) for name in given.get("exclude") or ()]
        field, value = given.get("field_name", "field_name"), given.get("value_name", "value")
        self._sandbox.missed.note("dbt_utils.unpivot", "the columns it turns into rows are only in the warehouse")
        columns = ", ".join((*kept, f"'{MARKER}' as {field}", f"cast(null as varchar) as {value}"))
        return f"select {columns} from {relation}"

    def macro_get_column_values(self, *_: Any, **__: Any) -> Any:
        return self._sandbox.unknown("dbt_utils.get_column_values", "the values are only in the warehouse")

    macro_get_filtered_columns_in_relation = macro_get_column_values
    macro_get_query_results_as_dict = macro_get_column_values
    macro_get_single_value = macro_get_column_values
    macro_get_relations_by_pattern = macro_get_column_values
    macro_get_relations_by_prefix = macro_get_column_values

    def macro_partition_by_source_relation(self, *_: Any, **__: Any) -> str:
        return ""

    def macro_apply_source_relation(self, *_: Any, **__: Any) -> str:
        return ", cast('' as varchar) as source_relation"

    macro_source_relation = macro_apply_source_relation

    def macro_union_connections(self, *_: Any, **given: Any) -> str:
        """Fivetran's union of connections: without any configured, the one source table."""
        schema, name = given.get("single_source_name", ""), given.get("single_table_name", "")
        return f"select * from {schema}.{name}"

    def macro_add_pass_through_columns(self, base_columns: Any = (), *_: Any, **__: Any) -> str:
        return ""

    macro_fill_pass_through_columns = macro_add_pass_through_columns
    macro_persist_pass_through_columns = macro_add_pass_through_columns

    def macro_fill_staging_columns(self, source_columns: Any = (), staging_columns: Any = (), **_: Any) -> str:
        """Fivetran's staging columns: each wanted column, cast, under its alias."""
        made = []
        for column in staging_columns:
            name, alias = column.get("name"), column.get("alias") or column.get("name")
            made.append(f"cast({name} as {column.get('datatype', 'varchar')}) as {alias}")
        return ",\n".join(made) or MARKER


def _without(columns: list[str]) -> str:
    """EXCEPT for a star. The unknown name among them says that a macro leaves out those that are there."""
    return f" except ({', '.join((*columns, MARKER))})" if columns else ""
