select
    md5(cast(payment_id as varchar)) as payment_key,
    payment_id,
    method
from {{ ref('stg_payments') }}
