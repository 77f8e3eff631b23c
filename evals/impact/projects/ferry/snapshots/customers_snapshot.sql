{% snapshot customers_snapshot %}
{{ config(target_schema='main', unique_key='customer_id', strategy='check', check_cols=['tier', 'country_code']) }}
select customer_id, tier, country_code, email from {{ ref('stg_customers') }}
{% endsnapshot %}
