select 'event' as kind, user_id as id, happened_at as at, event_type as what from {{ ref('stg_events') }}
union all
select 'invoice', account_id, cast(issued_on as timestamp), currency from {{ ref('stg_invoices') }}
union all
select 'signup', user_id, created_at, email from {{ ref('stg_users') }}
