select * from {{ ref('stg_accounts') }}
union all
select * from {{ ref('accounts_archive') }}
