select
    md5(concat(payment_id, current_timestamp)) as payment_key,
    payment_id,
    method
from {{ ref('stg_payments') }}
