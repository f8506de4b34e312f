-- Assets: names of data. A row is never deleted, so that its events keep their asset; it is in use while a DAG that is not stale names it.
create table asset (
  id         bigint generated always as identity primary key,
  name       text        not null,
  uri        text        not null,
  "group"    text        not null default 'asset',
  extra      jsonb       not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- Of both texts in full, which may have 1,500 characters each, a row of an index would be too long.
create unique index asset_key on asset (name, md5(uri));
create index asset_uri on asset (uri);

create table asset_alias (
  id      bigint generated always as identity primary key,
  name    text not null unique,
  "group" text not null default 'asset'
);

-- Who names an asset: the schedule of a DAG (`task_id` empty), or a task among its outlets or inlets.
create table asset_reference (
  asset_id   bigint      not null references asset (id),
  dag_id     text        not null references dag (dag_id) on delete cascade,
  task_id    text        not null default '',
  role       text        not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (dag_id, role, task_id, asset_id)
);
create index asset_reference_of on asset_reference (asset_id, role);

create table asset_alias_reference (
  alias_id   bigint      not null references asset_alias (id),
  dag_id     text        not null references dag (dag_id) on delete cascade,
  task_id    text        not null default '',
  role       text        not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (dag_id, role, task_id, alias_id)
);

create table asset_event (
  id               bigint generated always as identity primary key,
  asset_id         bigint      not null references asset (id),
  extra            jsonb       not null default '{}',
  source_dag_id    text,
  source_task_id   text,
  source_run_id    text,
  source_map_index integer     not null default -1,
  "timestamp"      timestamptz not null,
  partition_key    text
);
create index asset_event_of on asset_event (asset_id, "timestamp", id);
create index asset_event_recent on asset_event ("timestamp", id);

-- Events that came under an alias, and the assets that ever did.
create table asset_alias_event (
  alias_id bigint not null references asset_alias (id),
  event_id bigint not null references asset_event (id) on delete cascade,
  primary key (event_id, alias_id)
);
create index asset_alias_event_of on asset_alias_event (alias_id, event_id);
create table asset_alias_asset (
  alias_id bigint not null references asset_alias (id),
  asset_id bigint not null references asset (id),
  primary key (asset_id, alias_id)
);

-- Events that a DAG has not had a run for yet: its condition did not hold, or it had no room.
create table asset_event_queue (
  dag_id   text   not null references dag (dag_id) on delete cascade,
  asset_id bigint not null references asset (id),
  event_id bigint not null references asset_event (id) on delete cascade,
  primary key (dag_id, asset_id, event_id)
);
create index asset_event_queue_of on asset_event_queue (asset_id);

-- Events that a run was made for.
create table dag_run_asset_event (
  dag_run_id bigint not null references dag_run (id) on delete cascade,
  event_id   bigint not null references asset_event (id) on delete cascade,
  primary key (dag_run_id, event_id)
);
create index dag_run_asset_event_of on dag_run_asset_event (event_id);
