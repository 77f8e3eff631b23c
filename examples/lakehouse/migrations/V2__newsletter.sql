ALTER TABLE crm.customers ADD COLUMN newsletter boolean NOT NULL DEFAULT false;

CREATE INDEX CONCURRENTLY customers_country ON crm.customers (country);
