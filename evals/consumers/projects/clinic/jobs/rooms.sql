CREATE OR REPLACE TABLE main.rooms AS
SELECT DISTINCT room FROM raw.visits;

CREATE OR REPLACE TABLE main.dear AS
SELECT v.visit_id
FROM raw.visits AS v
JOIN raw.patients AS p ON p.patient_id = v.patient_id
WHERE v.cost > 100 AND p.status = 'active';
