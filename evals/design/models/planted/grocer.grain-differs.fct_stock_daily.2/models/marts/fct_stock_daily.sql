with counted as (

    select
        product_id,
        stock_date,
        sum(pieces) as pieces_on_hand
    from {{ ref('stg_stock') }}
    group by product_id, stock_date

)

select
    md5(cast(product_id as varchar)) as stock_key,
    product_id,
    stock_date,
    pieces_on_hand
from counted
