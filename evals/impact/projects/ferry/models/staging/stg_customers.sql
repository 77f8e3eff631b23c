with source as (

    select * from {{ ref('raw_customers') }}

),

renamed as (

    select
        id as customer_id,
        first_name,
        last_name,
        {{ tidy('email') }} as email,
        country as country_code,
        coalesce(tier, 'none') as tier,
        signed_up
    from source

)

select * from renamed
