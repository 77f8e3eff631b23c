with sales as (

    select customer_key, sum(amount) as sales_amount
    from {{ ref('fct_sales') }}
    group by customer_key

),

deliveries as (

    select customer_key, sum(delivery_fee) as delivery_fees
    from {{ ref('fct_deliveries') }}
    group by customer_key

)

select
    sales.customer_key,
    sales.sales_amount,
    deliveries.delivery_fees
from sales
left join deliveries on deliveries.customer_key = sales.customer_key
