select customer_id, event_id, attended_on
from {{ source('pos', 'attendance') }}
