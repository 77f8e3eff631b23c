select
    method,
    sum(paid) as paid
from analytics.stg_payments
group by method
