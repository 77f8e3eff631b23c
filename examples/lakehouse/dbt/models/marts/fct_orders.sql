{{ config(materialized='incremental', unique_key='order_id', on_schema_change='append_new_columns') }}

select
    o.order_id,
    o.customer_id,
    o.ordered_at,
    o.ordered_on,
    o.status,
    o.total,
    {{ to_euro('o.total', 'o.currency') }} as total_eur,
    s.segment
from {{ ref('stg_orders') }} as o
left join {{ ref('stg_customer_segments') }} as s
    on s.customer_id = o.customer_id
{% if is_incremental() %}
where o.ordered_at >= (select coalesce(max(ordered_at), timestamp '1970-01-01') - interval 3 days from {{ this }})
{% endif %}
