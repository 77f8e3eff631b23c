select
    order_id,
    count(*) as payments,
    sum(paid) as paid
from {{ ref('stg_payments') }}
group by order_id
