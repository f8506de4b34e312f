-- Where a plan was made while the table was empty, the scheduler's moves were looked up by `task_id` alone: each read all instances of its task, and runs became
-- slower with their number until the table was analysed. With all of the key in it, either index finds the one row; and a list of one task has its order.
drop index task_instance_task;
create index task_instance_task on task_instance (task_id, dag_run_id, map_index);
