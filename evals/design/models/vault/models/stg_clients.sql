{{ config(materialized='view') }}
select client_no, client_name, region from {{ source('crm', 'clients') }}
