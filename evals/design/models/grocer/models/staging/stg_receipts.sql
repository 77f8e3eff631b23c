select receipt_no, line_no, customer_id, product_id, sold_at, quantity, amount
from {{ source('pos', 'receipts') }}
