alter table crm.customers drop column newsletter;
