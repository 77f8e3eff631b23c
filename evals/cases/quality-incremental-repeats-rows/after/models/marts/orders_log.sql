{{ config(materialized='incremental') }}

select order_id, customer_id, ordered_at
from {{ ref('stg_orders') }}
{% if is_incremental() %}
where ordered_at >= (select coalesce(max(ordered_at), timestamp '1970-01-01') - interval '3 days' from {{ this }})
{% endif %}
