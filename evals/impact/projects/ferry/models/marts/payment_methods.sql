select distinct method, status
from {{ ref('stg_payments') }}
