select
    account_id,
    date_trunc('month', issued_on) as month,
    currency,
    sum(amount) as amount,
    count(*) as invoices
from {{ ref('stg_invoices') }}
where amount > 0
group by 1, 2, 3
