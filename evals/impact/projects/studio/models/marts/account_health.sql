select
    d.account_id,
    d.account_name,
    d.plan,
    d.last_amount,
    coalesce(a.events, 0) as events,
    case
        when d.last_amount is null then 'no invoice'
        when coalesce(a.events, 0) = 0 then 'quiet'
        else 'active'
    end as health
from {{ ref('dim_accounts') }} d
left join (
    select account_id, sum(events) as events
    from {{ ref('active_users') }}
    group by account_id
) a on a.account_id = d.account_id
