with customers as (

    select * from {{ ref('stg_customers') }}

)

select
    uuid() as customer_key,
    customer_id,
    customer_name,
    region,
    case when birth_year < 1960 then 'senior' when birth_year < 2000 then 'adult' else 'young' end as age_band,
    joined_on
from customers

union all

select '-1', null, 'Unknown', 'Unknown', 'Unknown', null
