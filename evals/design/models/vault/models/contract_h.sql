{%- set yaml_metadata -%}
source_models: stg_contracts
hashkey: 'hk_contract_h'
business_keys:
    - contract_no
{%- endset -%}
{%- set metadata_dict = fromyaml(yaml_metadata) -%}
{{ datavault4dbt.hub(hashkey=metadata_dict.get('hashkey'), business_keys=metadata_dict.get('business_keys'), source_models=metadata_dict.get('source_models')) }}
