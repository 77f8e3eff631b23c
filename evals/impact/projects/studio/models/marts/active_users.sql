select
    au.account_id,
    au.user_id,
    au.email,
    count(s.session_number) as sessions,
    sum(s.events) as events,
    max(s.ended_at) as last_seen_at
from {{ ref('account_users') }} au
join {{ ref('sessions') }} s on s.user_id = au.user_id
where not au.is_internal
group by au.account_id, au.user_id, au.email
