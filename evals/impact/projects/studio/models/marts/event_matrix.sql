{% set types = ['login', 'export', 'share'] %}
select
    user_id,
    {%- for type in types %}
    count(case when event_type = '{{ type }}' then 1 end) as {{ type }}s,
    {%- endfor %}
    list_sort(array_agg(distinct event_type)) as types
from {{ ref('stg_events') }}
group by user_id
