select payment_id, order_id, paid
from {{ ref('stg_payments') }}
