-- DAGs that were switched off because their attempts lost their process: since when; and why, with the version it was.
alter table dag add column quarantined_at timestamptz;
alter table dag add column quarantine jsonb;

-- DAG files of which the last loading ended or blocked its process: how often in a row with the same content. A file in quarantine is not loaded any more.
create table crashed_file (
  bundle_name    text        not null,
  filename       text        not null,
  fileloc        text        not null,
  -- The file, and what it is known to import; and the hash of what stood in them.
  paths          text[]      not null,
  content_hash   text        not null,
  crashes        integer     not null,
  crashed_at     timestamptz not null default now(),
  quarantined_at timestamptz,
  primary key (bundle_name, filename)
);
