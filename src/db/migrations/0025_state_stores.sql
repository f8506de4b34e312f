-- What users and clients keep beside assets and task instances, by key. It is theirs: nothing here reads it.
create table asset_state_store (
  asset_id                  bigint      not null references asset (id) on delete cascade,
  key                       text collate "C" not null,
  value                     jsonb       not null,
  updated_at                timestamptz not null default now(),
  -- task, watcher or api; of a task: which.
  last_updated_by_kind      text        not null,
  last_updated_by_dag_id    text,
  last_updated_by_run_id    text,
  last_updated_by_task_id   text,
  last_updated_by_map_index integer,
  primary key (asset_id, key)
);

create table task_state_store (
  dag_run_id bigint      not null references dag_run (id) on delete cascade,
  task_id    text        not null,
  map_index  integer     not null,
  key        text collate "C" not null,
  value      jsonb       not null,
  updated_at timestamptz not null default now(),
  -- From then on it counts as gone. Null: never.
  expires_at timestamptz,
  primary key (dag_run_id, task_id, map_index, key)
);

-- The DAGs that users have marked for themselves.
create table dag_favorite (
  dag_id   text not null references dag (dag_id) on delete cascade,
  username text not null references app_user (username) on delete cascade,
  primary key (dag_id, username)
);
create index dag_favorite_user on dag_favorite (username);

-- Tries of connections, without anything that is tried: that never leaves the process that tries. `token_hash`: SHA-256 of what the client asks with.
create table connection_test (
  token_hash     text        primary key,
  connection_id  text        not null,
  state          text        not null,
  result_message text,
  created_at     timestamptz not null default now()
);
create unique index connection_test_open on connection_test (connection_id) where state = 'running';
create index connection_test_created on connection_test (created_at);
