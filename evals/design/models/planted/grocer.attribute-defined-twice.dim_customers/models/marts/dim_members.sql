select
    customer_id as member_id,
    customer_name as member_name,
    case when birth_year < 1955 then 'senior' when birth_year < 2000 then 'adult' else 'young' end as age_band
from {{ ref('stg_customers') }}
where joined_on is not null
