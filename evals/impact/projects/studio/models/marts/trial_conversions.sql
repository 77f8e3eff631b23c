select
    a.account_id,
    a.created_at,
    min(i.issued_on) as first_invoice_on
from {{ ref('stg_accounts') }} a
join {{ ref('stg_invoices') }} i
    on i.account_id = a.account_id
    and i.issued_on <= a.created_at + interval {{ var('trial_days') }} day
group by a.account_id, a.created_at
