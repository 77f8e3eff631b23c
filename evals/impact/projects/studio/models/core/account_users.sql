select
    a.account_id,
    a.account_name,
    a.plan,
    u.user_id,
    u.email,
    u.is_internal,
    u.created_at as joined_at
from {{ ref('stg_accounts') }} a
left join {{ ref('stg_users') }} u using (account_id)
