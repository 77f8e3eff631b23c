with orders as (
    select order_id, customer_id, amount, ordered_at
    from {{ ref('stg_orders') }}
    where status <> 'cancelled'
),

customers as (
    select customer_id, country
    from {{ ref('stg_customers') }}
)

select
    orders.order_id,
    orders.customer_id,
    customers.country,
    orders.amount,
    orders.ordered_at
from orders
left join customers
    on customers.customer_id = orders.customer_id
