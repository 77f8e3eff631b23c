with sold as (
    select sailing_id, sum(seats) as seats_sold
    from {{ ref('stg_bookings') }}
    where status in ('confirmed', 'boarded')
    group by sailing_id
)

select
    s.sailing_id,
    s.route_code,
    s.departs_on,
    s.capacity,
    coalesce(sold.seats_sold, 0) as seats_sold,
    round(coalesce(sold.seats_sold, 0) * 1.0 / s.capacity, 3) as load_factor
from {{ ref('stg_sailings') }} s
left join sold on sold.sailing_id = s.sailing_id
where not s.is_cancelled
