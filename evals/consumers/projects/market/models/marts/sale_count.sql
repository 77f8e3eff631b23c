select count(*) as price from {{ ref('fct_sales') }}
