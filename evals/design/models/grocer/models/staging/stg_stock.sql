select product_id, cast(counted_at as date) as stock_date, pieces
from {{ source('pos', 'stock') }}
