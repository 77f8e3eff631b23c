select booking_id from {{ ref('fct_bookings') }} where gross < 0
