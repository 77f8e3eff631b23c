select id as customer_id, full_name as customer_name, region, birth_year, joined_on
from {{ source('pos', 'customers') }}
