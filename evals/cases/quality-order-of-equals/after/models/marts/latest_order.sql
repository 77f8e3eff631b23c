with numbered as (
    select
        *,
        row_number() over (partition by customer_id order by customer_id) as n
    from {{ ref('stg_orders') }}
)

select order_id, customer_id, amount
from numbered
where n = 1
