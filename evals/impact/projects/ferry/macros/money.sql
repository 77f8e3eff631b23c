{% macro euros(column, digits=2) -%}
    round({{ column }} / 100.0, {{ digits }})
{%- endmacro %}

{% macro tidy(column) -%}
    nullif(trim(lower({{ column }})), '')
{%- endmacro %}
