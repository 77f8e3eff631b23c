select
    invoice_id,
    account_id,
    cast(issued_on as date) as issued_on,
    cast(amount as decimal(12, 2)) as amount,
    currency,
    state
from {{ ref('invoices') }}
where state not in ('void', 'draft')
