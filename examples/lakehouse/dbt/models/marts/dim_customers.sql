with orders as (

    select
        customer_id,
        min(ordered_on) as first_order_on,
        max(ordered_on) as last_order_on,
        count(*) as orders
    from {{ ref('stg_orders') }}
    where customer_id is not null
    group by customer_id

)

select
    s.customer_id,
    s.segment,
    s.spent,
    orders.first_order_on,
    orders.last_order_on,
    coalesce(orders.orders, 0) as orders
from {{ ref('stg_customer_segments') }} as s
left join orders
    on orders.customer_id = s.customer_id
