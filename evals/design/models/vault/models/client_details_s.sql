{%- set yaml_metadata -%}
source_model: stg_clients
parent_hashkey: 'hk_client_h'
src_hashdiff: 'hd_client_details_s'
src_payload:
    - client_name
    - region
{%- endset -%}
{%- set metadata_dict = fromyaml(yaml_metadata) -%}
{{ datavault4dbt.sat_v0(parent_hashkey=metadata_dict.get('parent_hashkey'), src_hashdiff=metadata_dict.get('src_hashdiff'), src_payload=metadata_dict.get('src_payload'), source_model=metadata_dict.get('source_model')) }}
