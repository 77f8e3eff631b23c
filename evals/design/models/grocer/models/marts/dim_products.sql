select
    md5(cast(product_id as varchar) || '-' || cast(dbt_valid_from as varchar)) as product_key,
    product_id,
    product_name,
    category,
    list_price,
    dbt_valid_from as valid_from,
    dbt_valid_to as valid_to
from {{ ref('products_snapshot') }}
