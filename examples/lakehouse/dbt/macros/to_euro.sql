{% macro to_euro(amount, currency) %}
    {{ amount }} * coalesce((select rate from {{ ref('euro_rates') }} as r where r.currency = {{ currency }}), 1)
{% endmacro %}
