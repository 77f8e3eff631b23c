create or replace table sales.web_orders as
select id, customer_id, amount, ordered_at
from raw.web_checkout
