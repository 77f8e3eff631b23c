select
    a.*,
    l.amount as last_amount,
    l.issued_on as last_issued_on,
    p.price,
    {{ months_between('a.created_at', "date '2024-06-30'") }} as age_months,
    (select count(*) from {{ ref('stg_users') }} u where u.account_id = a.account_id) as users
from {{ ref('stg_accounts') }} a
left join {{ ref('latest_invoice') }} l on l.account_id = a.account_id
left join {{ ref('plan_prices') }} p on p.plan = a.plan
