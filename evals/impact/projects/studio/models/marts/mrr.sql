with months as (
    select distinct month from {{ ref('invoice_months') }}
),

spine as (
    select a.account_id, m.month
    from {{ ref('stg_accounts') }} as a
    cross join months as m
    where m.month >= date_trunc('month', a.created_at)
)

select
    s.account_id,
    s.month,
    coalesce(i.amount, 0) as mrr,
    coalesce(lag(i.amount) over (partition by s.account_id order by s.month), 0) as previous_mrr
from spine as s
left join (
    select account_id, month, sum(amount) as amount
    from {{ ref('invoice_months') }}
    where currency = 'EUR'
    group by account_id, month
) as i
    on i.account_id = s.account_id
    and i.month = s.month
