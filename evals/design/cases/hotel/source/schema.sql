create table guests (id bigint primary key, full_name text not null, country text, loyalty_level text check (loyalty_level in ('none','silver','gold')));
create table room_types (code varchar(5) primary key, name text not null, beds int);
create table rooms (id int primary key, number text not null unique, room_type_code varchar(5) references room_types(code), floor int);
create table reservations (id bigint primary key, guest_id bigint not null references guests(id), room_id int references rooms(id), booked_at timestamp not null, check_in date not null, check_out date not null, nights int not null, nightly_rate numeric(8,2) not null, source text check (source in ('website','agency','phone')), cancelled boolean not null default false);
create table payments (id bigint primary key, reservation_id bigint not null references reservations(id), paid_at timestamp not null, amount numeric(10,2) not null, method text check (method in ('card','cash','transfer')));
create table services (id int primary key, name text not null, price numeric(8,2));
create table reservation_services (reservation_id bigint references reservations(id), service_id int references services(id), primary key (reservation_id, service_id));
