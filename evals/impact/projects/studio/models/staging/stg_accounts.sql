select
    id as account_id,
    name as account_name,
    plan,
    created_at,
    owner_id
from {{ ref('accounts') }}
