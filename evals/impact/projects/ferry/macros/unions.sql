{% macro union_of(names, columns) %}
{%- for name in names %}
select
    '{{ name }}' as origin_model,
    {% for column in columns %}{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
from {{ ref(name) }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{% endmacro %}

{% macro key_of(columns) -%}
    md5({% for column in columns %}coalesce(cast({{ column }} as varchar), '-'){% if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}
