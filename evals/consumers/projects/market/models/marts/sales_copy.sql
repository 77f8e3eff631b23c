with source as (select * from {{ ref('fct_sales') }}),
renamed as (select *, kind as sale_kind from source)
select * from renamed
