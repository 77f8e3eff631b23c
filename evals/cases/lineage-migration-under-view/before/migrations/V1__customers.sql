create table crm.customers (
    id bigint primary key,
    email text not null,
    newsletter boolean not null default false,
    created_at timestamp not null
);
