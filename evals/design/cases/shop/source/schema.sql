create table countries (country_code char(2) primary key, name varchar not null);
create table customers (customer_id int primary key, name varchar not null, segment varchar check (segment in ('retail','business')), country_code char(2) references countries, created_at timestamp);
create table products (product_id int primary key, name varchar, category varchar, list_price numeric(10,2));
create table orders (order_id int primary key, customer_id int references customers(customer_id), status varchar not null check (status in ('open','completed','cancelled')), channel varchar check (channel in ('web','shop')), ordered_at timestamp not null, shipping_cost numeric(10,2));
create table order_items (order_id int references orders, line_no int, product_id int not null references products, quantity int not null, unit_price numeric(10,2) not null, primary key(order_id,line_no));
create table tags (tag_id int primary key, name varchar);
create table product_tags (product_id int references products, tag_id int references tags, primary key (product_id, tag_id));
