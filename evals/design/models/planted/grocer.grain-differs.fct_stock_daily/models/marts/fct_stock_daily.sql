select
    product_id,
    stock_date,
    sum(pieces) as pieces_on_hand
from {{ ref('stg_stock') }}
group by product_id, stock_date
