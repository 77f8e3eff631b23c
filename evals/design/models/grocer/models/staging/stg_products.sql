select id as product_id, title as product_name, category, list_price, updated_at
from {{ source('pos', 'products') }}
