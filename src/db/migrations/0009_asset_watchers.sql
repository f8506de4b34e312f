-- What the server looks at, to raise events of an asset. `state`: what it saw last; null: it has not looked yet.
create table asset_watcher (
  id               bigint generated always as identity primary key,
  asset_id         bigint           not null references asset (id),
  name             text             not null,
  kind             text             not null,
  options          jsonb            not null,
  poll_interval_ms double precision not null,
  state            jsonb,
  created_at       timestamptz      not null default now(),
  unique (asset_id, name)
);

-- The DAGs whose schedules name it: it looks while one of them is switched on.
create table asset_watcher_reference (
  watcher_id bigint not null references asset_watcher (id),
  dag_id     text   not null references dag (dag_id) on delete cascade,
  primary key (dag_id, watcher_id)
);
create index asset_watcher_reference_of on asset_watcher_reference (watcher_id);
