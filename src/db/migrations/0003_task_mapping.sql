-- How many elements what the task returned has, 0 where it is no list: what a mapped task after it is expanded by. Null: it returned nothing.
alter table task_instance add column returned_length integer;
