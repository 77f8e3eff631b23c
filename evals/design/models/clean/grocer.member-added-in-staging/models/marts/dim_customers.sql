with customers as (

    select * from {{ ref('stg_customers') }}

)

select
    case when customer_id = -1 then '-1' else md5(cast(customer_id as varchar)) end as customer_key,
    customer_id,
    customer_name,
    region,
    case when birth_year < 1960 then 'senior' when birth_year < 2000 then 'adult' else 'young' end as age_band,
    joined_on
from customers
