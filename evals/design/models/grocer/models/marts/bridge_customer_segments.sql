select
    c.customer_key,
    s.segment_id,
    1.0 / count(*) over (partition by c.customer_key) as weight
from {{ ref('stg_customer_segments') }} as s
join {{ ref('dim_customers') }} as c on c.customer_id = s.customer_id
