with customers as (
    select * from {{ ref('stg_customers') }}
),

bookings as (
    select
        customer_id,
        count(*) as bookings,
        sum(gross) as gross,
        min(booked_at) as first_booked_at,
        max(booked_at) as last_booked_at
    from {{ ref('fct_bookings') }}
    where status = 'confirmed'
    group by 1
)

select
    customers.customer_id,
    customers.first_name || ' ' || customers.last_name as full_name,
    customers.email,
    customers.country_code,
    countries.region,
    customers.tier,
    coalesce(bookings.bookings, 0) as bookings,
    bookings.gross,
    bookings.first_booked_at,
    case
        when bookings.gross > 500 then 'big'
        when bookings.gross > 100 then 'middle'
        else 'small'
    end as size_class
from customers
left join bookings on customers.customer_id = bookings.customer_id
left join {{ ref('country_codes') }} as countries on customers.country_code = countries.code
