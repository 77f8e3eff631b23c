create or replace table sales.store_orders as
select receipt as id, card_customer as customer_id, amount, sold_at as ordered_at
from raw.tills
