create table zones (zone_id int primary key, borough text not null, name text not null);
create table drivers (driver_id bigint primary key, name text, rating numeric(3,2), vehicle_class text, home_zone_id int references zones);
