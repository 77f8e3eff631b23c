select
    booking_id,
    {% for method in var('methods') %}
    sum(case when method = '{{ method }}' then amount else 0 end) as {{ method }}_amount,
    {% endfor %}
    sum(amount) as paid,
    max(paid_on) as last_paid_on
from {{ ref('stg_payments') }}
group by booking_id
