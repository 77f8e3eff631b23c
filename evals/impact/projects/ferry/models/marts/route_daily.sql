select
    r.route_code,
    r.length_class,
    f.departs_on,
    count(distinct f.customer_id) as customers,
    sum(f.seats) as seats,
    sum(f.gross) as gross
from {{ ref('fct_bookings') }} as f
join {{ ref('dim_routes') }} as r on f.route_code = r.route_code
group by r.route_code, r.length_class, f.departs_on
having sum(f.seats) > 1
