CREATE SCHEMA raw;

CREATE TABLE raw.visits (
  visit_id bigint,
  patient_id bigint,
  doctor_id bigint,
  cost decimal(10, 2),
  status varchar(20),
  room varchar(10),
  visited_on date
);

CREATE TABLE raw.patients (
  patient_id bigint,
  name varchar(80),
  status varchar(20),
  born_on date
);
