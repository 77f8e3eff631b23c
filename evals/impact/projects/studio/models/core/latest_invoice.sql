select {{ star_without('i', ['n']) }}
from (
    select *, row_number() over (partition by account_id order by issued_on desc, invoice_id desc) as n
    from {{ ref('stg_invoices') }}
) i
where n = 1
