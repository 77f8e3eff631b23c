CREATE TABLE branches (branch_id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL, region TEXT NOT NULL);
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, segment TEXT CHECK (segment IN ('private', 'corporate')), birth_date DATE);
CREATE TABLE accounts (
  account_id BIGINT PRIMARY KEY,
  branch_id INTEGER REFERENCES branches (branch_id),
  account_type TEXT NOT NULL CHECK (account_type IN ('current', 'savings', 'loan')),
  currency CHAR(3) NOT NULL,
  opened_on DATE NOT NULL
);
CREATE TABLE account_holders (
  account_id BIGINT REFERENCES accounts (account_id),
  customer_id INTEGER REFERENCES customers (customer_id),
  PRIMARY KEY (account_id, customer_id)
);
CREATE TABLE daily_balances (
  account_id BIGINT REFERENCES accounts (account_id),
  balance_date DATE,
  balance NUMERIC(18, 2) NOT NULL,
  PRIMARY KEY (account_id, balance_date)
);
CREATE TABLE transactions (
  transaction_id BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (account_id),
  booked_at TIMESTAMP NOT NULL,
  amount NUMERIC(18, 2) NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('debit', 'credit')),
  channel TEXT CHECK (channel IN ('branch', 'online', 'card')),
  reversed BOOLEAN NOT NULL
);
