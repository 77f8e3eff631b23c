create table departments (department_id int primary key, name text not null, parent_department_id int references departments (department_id), cost_centre text);
create table employees (employee_id int primary key, name text not null, manager_id int references employees (employee_id), department_id int references departments, job_title text, hired_on date not null, grade_level int, contract text check (contract in ('permanent', 'temporary')));
create table skills (skill_id int primary key, name text not null);
create table employee_skills (employee_id int references employees, skill_id int references skills, primary key (employee_id, skill_id));
create table headcount_snapshots (department_id int references departments, snapshot_date date, headcount int not null, open_count int, primary key (department_id, snapshot_date));
create table absences (absence_id int primary key, employee_id int not null references employees, started_on date not null, days numeric(5,1) not null, reason text check (reason in ('sick', 'leave', 'training')));
