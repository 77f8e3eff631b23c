{% macro star_without(alias, names) -%}
    {{ alias }}.* exclude ({{ names | join(', ') }})
{%- endmacro %}

{% macro months_between(start, stop) -%}
    datediff('month', {{ start }}, {{ stop }})
{%- endmacro %}
