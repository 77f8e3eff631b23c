select
    id as payment_id,
    booking_id,
    method,
    amount_cents,
    {{ euros('amount_cents') }} as amount,
    cast(paid_at as date) as paid_on,
    status
from {{ ref('raw_payments') }}
where status in ('settled', 'pending')
