select delivery_id, customer_id, ordered_on, packed_on, delivered_on, delivery_fee
from {{ source('pos', 'deliveries') }}
