select
    coalesce(region, 'unknown') as region,
    count(*) as customers,
    sum(coalesce(gross, 0)) as gross,
    avg(bookings) as bookings_each
from {{ ref('dim_customers') }}
group by all
