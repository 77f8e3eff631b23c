select sale_id, 'price' as label from {{ ref('sales_copy') }} where price > 2
