-- The state of its task instance stands beside each question: lists of questions are filtered by it, and the state of a million task instances has no index
-- (see 0028). Whoever moves an instance need not think of it.
alter table hitl_detail add column state text;
update hitl_detail set state = ti.state from task_instance ti where ti.id = hitl_detail.ti_id;
create index hitl_detail_state on hitl_detail (state, ti_id);

create function take_state_of_instance() returns trigger language plpgsql as $$
begin
  update hitl_detail set state = ti.state from task_instance ti where ti.id = new.ti_id and hitl_detail.ti_id = new.ti_id;
  return null;
end $$;
-- Who is answered in the turn that asks has ended already.
create trigger hitl_detail_asked after insert on hitl_detail for each row execute function take_state_of_instance();

create function give_state_to_question() returns trigger language plpgsql as $$
begin
  update hitl_detail set state = new.state where ti_id = new.id;
  return null;
end $$;
-- Only from these states an instance moves on that has asked somebody in this try; the way of all others, from scheduled to success, is not slowed down.
-- A cleared one has no state, and its question is that of an earlier try.
create trigger task_instance_of_question after update of state on task_instance for each row
  when (new.state is distinct from old.state and new.state is not null
    and old.state in ('awaiting_input', 'up_for_retry', 'success', 'failed', 'skipped', 'upstream_failed', 'removed'))
  execute function give_state_to_question();
