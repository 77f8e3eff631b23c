{%- set yaml_metadata -%}
source_models: stg_contracts
link_hashkey: 'hk_client_contract_l'
foreign_hashkeys:
    - 'hk_client_h'
    - 'hk_contract_h'
{%- endset -%}
{%- set metadata_dict = fromyaml(yaml_metadata) -%}
{{ datavault4dbt.link(link_hashkey=metadata_dict.get('link_hashkey'), foreign_hashkeys=metadata_dict.get('foreign_hashkeys'), source_models=metadata_dict.get('source_models')) }}
