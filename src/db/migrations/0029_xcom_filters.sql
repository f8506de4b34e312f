-- XComs of a task over all runs, and those of another key than nearly all have.
create index xcom_task on xcom (task_id);
create index xcom_other_key on xcom (key) where key <> 'return_value';
