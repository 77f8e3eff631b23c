"""Macros that stand for one SQL expression."""

from __future__ import annotations

import re
from typing import Any

_TYPES = {
    "string": {"bigquery": "string", "spark": "string", "databricks": "string", "snowflake": "varchar", "": "varchar"},
    "timestamp": {"": "timestamp"},
    "float": {"bigquery": "float64", "": "float"},
    "numeric": {"bigquery": "numeric", "": "numeric(28, 6)"},
    "bigint": {"bigquery": "int64", "": "bigint"},
    "int": {"bigquery": "int64", "": "int"},
    "boolean": {"bigquery": "bool", "": "boolean"},
}
_ARROW = ("snowflake", "redshift", "databricks", "spark", "tsql", "fabric", "sqlserver")
"""Adapters with DATEADD(part, n, date) and DATEDIFF(part, from, to)."""


def slug(text: str) -> str:
    """`text` as `dbt_utils.slugify` makes a name of it.

    >>> slug("Office-based visit"), slug("2nd (other)")
    ('office_based_visit', '_2nd_other')
    """
    kept = re.sub(r"[^a-z0-9_]+", "", re.sub(r"[ -]+", "_", text.lower()))
    return f"_{kept}" if kept[:1].isdigit() else kept


class Functions:
    """Expressions that dbt writes differently for each adapter."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def __getattr__(self, name: str) -> Any:
        if name.startswith("macro_type_"):
            wanted = _TYPES.get(name.removeprefix("macro_type_"))
            if wanted is not None:
                return lambda *_, **__: wanted.get(self._dialect, wanted[""])
        raise AttributeError(name)

    def macro_dateadd(self, datepart: Any, interval: Any, from_date_or_timestamp: Any, **_: Any) -> str:
        when = from_date_or_timestamp
        if self._dialect in _ARROW:
            return f"dateadd({datepart}, {interval}, {when})"
        if self._dialect == "bigquery":
            return f"datetime_add(cast({when} as datetime), interval {interval} {datepart})"
        return f"({when} + ((interval '1 {datepart}') * ({interval})))"

    def macro_datediff(self, first_date: Any, second_date: Any, datepart: Any, **_: Any) -> str:
        if self._dialect in _ARROW:
            return f"datediff({datepart}, {first_date}, {second_date})"
        if self._dialect == "bigquery":
            return f"datetime_diff(cast({second_date} as datetime), cast({first_date} as datetime), {datepart})"
        if self._dialect == "duckdb":
            return f"date_diff('{datepart}', {first_date}, {second_date})"
        return f"(cast({second_date} as date) - cast({first_date} as date))"

    def macro_date_trunc(self, datepart: Any, date: Any, **_: Any) -> str:
        if self._dialect == "bigquery":
            return f"timestamp_trunc(cast({date} as timestamp), {datepart})"
        return f"date_trunc('{datepart}', {date})"

    def macro_last_day(self, date: Any, datepart: Any = "month", **_: Any) -> str:
        return f"last_day({date})"

    def macro_date(self, year: Any, month: Any, day: Any, **_: Any) -> str:
        return f"cast('{year}-{month}-{day}' as date)"

    def macro_current_timestamp(self, **_: Any) -> str:
        return "current_timestamp()" if self._dialect in ("bigquery", "spark", "databricks") else "current_timestamp"

    macro_current_timestamp_backcompat = macro_current_timestamp
    macro_current_timestamp_in_utc = macro_current_timestamp
    macro_current_timestamp_in_utc_backcompat = macro_current_timestamp

    def macro_concat(self, fields: Any, **_: Any) -> str:
        return " || ".join(str(field) for field in fields)

    def macro_hash(self, field: Any, **_: Any) -> str:
        return f"md5(cast({field} as {self.macro_type_string()}))"

    def macro_surrogate_key(self, *fields: Any, **_: Any) -> str:
        """`dbt_utils.surrogate_key`: a list, or the names one by one."""
        given = fields[0] if len(fields) == 1 and not isinstance(fields[0], str) else fields
        return self._hashed(given, "''")

    def macro_generate_surrogate_key(self, fields: Any, **_: Any) -> str:
        """`dbt_utils.generate_surrogate_key`, which tells a NULL from an empty text since dbt_utils 1.0."""
        return self._hashed(fields, "'_dbt_utils_surrogate_key_null_'")

    def _hashed(self, fields: Any, null: str) -> str:
        kind = self.macro_type_string()
        parts = " || '-' || ".join(f"coalesce(cast({field} as {kind}), {null})" for field in fields)
        return f"md5(cast({parts or chr(39) * 2} as {kind}))"

    def macro_safe_cast(self, field: Any, type: Any = "", **_: Any) -> str:  # noqa: A002 - dbt's name
        return f"cast({field} as {type})"

    def macro_cast(self, field: Any, type: Any = "", **_: Any) -> str:  # noqa: A002 - dbt's name
        return f"cast({field} as {type})"

    def macro_cast_bool_to_text(self, field: Any, **_: Any) -> str:
        return f"cast({field} as {self.macro_type_string()})"

    def macro_string_literal(self, value: Any, **_: Any) -> str:
        return f"'{value}'"

    def macro_escape_single_quotes(self, expression: Any, **_: Any) -> str:
        return str(expression).replace("'", "''")

    def macro_split_part(self, string_text: Any, delimiter_text: Any, part_number: Any, **_: Any) -> str:
        return f"split_part({string_text}, {delimiter_text}, {part_number})"

    def macro_right(self, string_text: Any, length_expression: Any, **_: Any) -> str:
        return f"right({string_text}, {length_expression})"

    def macro_length(self, expression: Any, **_: Any) -> str:
        return f"length({expression})"

    def macro_position(self, substring_text: Any, string_text: Any, **_: Any) -> str:
        return f"strpos({string_text}, {substring_text})"

    def macro_replace(self, field: Any, old_chars: Any, new_chars: Any, **_: Any) -> str:
        return f"replace({field}, '{old_chars}', '{new_chars}')"

    def macro_any_value(self, expression: Any, **_: Any) -> str:
        return f"any_value({expression})"

    def macro_bool_or(self, expression: Any, **_: Any) -> str:
        return f"max({expression})"

    def macro_listagg(self, measure: Any, delimiter_text: Any = "','", *_: Any, **__: Any) -> str:
        if self._dialect in ("bigquery", "postgres", "duckdb"):
            return f"string_agg({measure}, {delimiter_text})"
        return f"listagg({measure}, {delimiter_text})"

    def macro_string_agg(self, field_to_agg: Any, delimiter: Any = "','", **_: Any) -> str:
        return self.macro_listagg(field_to_agg, delimiter)

    def macro_array_construct(self, inputs: Any = (), *_: Any, **__: Any) -> str:
        return "array[" + ", ".join(str(value) for value in inputs) + "]"

    def macro_except(self, **_: Any) -> str:
        return "except distinct" if self._dialect == "bigquery" else "except"

    def macro_intersect(self, **_: Any) -> str:
        return "intersect distinct" if self._dialect == "bigquery" else "intersect"

    def macro_safe_divide(self, numerator: Any, denominator: Any, **_: Any) -> str:
        return f"({numerator}) / nullif(({denominator}), 0)"

    def macro_safe_add(self, *fields: Any, **_: Any) -> str:
        given = fields[0] if len(fields) == 1 and not isinstance(fields[0], str) else fields
        return " + ".join(f"coalesce({field}, 0)" for field in given)

    def macro_safe_subtract(self, *fields: Any, **_: Any) -> str:
        return self.macro_safe_add(*fields).replace(" + ", " - ")

    def macro_width_bucket(self, expr: Any, min_value: Any, max_value: Any, num_buckets: Any, **_: Any) -> str:
        return f"width_bucket({expr}, {min_value}, {max_value}, {num_buckets})"

    def macro_timestamp_add(self, datepart: Any, interval: Any, from_timestamp: Any, **_: Any) -> str:
        return self.macro_dateadd(datepart, interval, from_timestamp)

    def macro_timestamp_diff(self, first_date: Any, second_date: Any, datepart: Any, **_: Any) -> str:
        return self.macro_datediff(first_date, second_date, datepart)

    def macro_json_parse(self, string: Any, string_path: Any, **_: Any) -> str:
        return f"json_extract({string}, '$.{'.'.join(str(part) for part in string_path)}')"

    def macro_max_bool(self, boolean_field: Any, **_: Any) -> str:
        return f"max({boolean_field})"

    def macro_get_url_parameter(self, field: Any, url_parameter: Any, **_: Any) -> str:
        return f"nullif(split_part({field}, '{url_parameter}=', 2), '')"

    def macro_get_url_host(self, field: Any, **_: Any) -> str:
        return f"split_part({field}, '/', 3)"

    macro_get_url_path = macro_get_url_host

    def macro_haversine_distance(self, lat1: Any, lon1: Any, lat2: Any, lon2: Any, **_: Any) -> str:
        return f"acos(({lat1}) * ({lat2}) + ({lon1}) * ({lon2}))"

    def macro_convert_timezone(self, column: Any, *_: Any, **__: Any) -> str:
        return f"cast({column} as timestamp)"

    def macro_slugify(self, string: Any, **_: Any) -> str:
        return slug(str(string))
