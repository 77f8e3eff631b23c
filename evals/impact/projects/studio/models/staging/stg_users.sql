select
    u.id as user_id,
    u.account_id,
    lower(u.email) as email,
    u.created_at,
    split_part(lower(u.email), '@', 2) = '{{ var("internal_domain") }}' as is_internal
from {{ ref('users') }} u
where u.deleted_at is null
