select
    md5(cast(r.receipt_no as varchar) || '-' || cast(r.line_no as varchar)) as sale_key,
    r.receipt_no,
    coalesce(c.customer_key, '-1') as customer_key,
    p.product_key,
    cast(r.sold_at as date) as sold_on,
    r.quantity,
    r.amount
from {{ ref('stg_receipts') }} as r
left join {{ ref('dim_customers') }} as c on c.customer_id = r.customer_id
left join {{ ref('dim_products') }} as p
    on p.product_id = r.product_id
    and r.sold_at >= p.valid_from
    and (r.sold_at < p.valid_to or p.valid_to is null)
