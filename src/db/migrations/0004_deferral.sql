-- What a deferred attempt waits for, and since when the task waits in all its tries: its time-out counts from there.
alter table task_instance add column wait_for jsonb;
alter table task_instance add column waiting_since timestamptz;
