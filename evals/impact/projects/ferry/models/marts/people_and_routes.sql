{{ union_of(['stg_sailings', 'stg_routes'], ['route_code']) }}
