create or replace view report.newsletter as
select id, email
from crm.customers
where newsletter
