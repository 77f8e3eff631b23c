create table customer_history (
  customer_id integer not null, valid_from timestamp not null, valid_to timestamp,
  company varchar not null, plan varchar check (plan in ('free', 'team', 'enterprise')), country varchar,
  primary key (customer_id, valid_from)
);
create table invoices (
  invoice_no varchar primary key, customer_id integer, issued_on date not null, paid_on date,
  amount decimal(12,2) not null, tax decimal(12,2), currency varchar, status varchar check (status in ('open', 'paid', 'void'))
);
create table support_tickets (
  ticket_id integer primary key, customer_id integer not null, opened_at timestamp not null, closed_at timestamp,
  severity varchar check (severity in ('low', 'high')), minutes_spent integer
);
