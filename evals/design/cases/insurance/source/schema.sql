create table agents (agent_id int primary key, agent_name text, office text);
create table policyholders (holder_id int primary key, name text, birth_date date, state char(2));
create table policies (policy_no text primary key, agent_id int references agents, product text check (product in ('auto','home','life')), start_date date not null, end_date date, annual_premium numeric(10,2));
create table policy_holders (policy_no text references policies, holder_id int references policyholders, primary key (policy_no, holder_id));
create table claims (claim_id int primary key, policy_no text not null references policies, occurred_on date not null, reported_on date not null, closed_on date, cause text check (cause in ('fire','theft','collision')), reserve_amount numeric(12,2));
create table claim_payments (payment_id int primary key, claim_id int not null references claims, paid_on date not null, amount numeric(12,2) not null, is_recovery boolean not null);
