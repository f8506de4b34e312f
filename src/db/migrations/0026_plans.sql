-- Changes that somebody proposes, and another accepts before they are carried out.
create table plan (
  id          uuid        primary key,
  kind        text        not null,
  dag_id      text        not null,
  -- What is asked for, and why it is proposed.
  change      jsonb       not null,
  reason      text,
  -- What it would do, as it was found when it was proposed, and a hash of that and of the state it rests on.
  effect      jsonb       not null,
  fingerprint text        not null,
  state       text        not null default 'proposed',
  proposed_by text        not null,
  proposed_at timestamptz not null default now(),
  expires_at  timestamptz not null,
  -- Who accepted or rejected it; or the rule of the configuration that accepted it.
  decided_by  text,
  rule        text,
  decided_at  timestamptz,
  applied_by  text,
  applied_at  timestamptz,
  -- {runId, backfillId}
  made        jsonb
);
create index plan_recent on plan (proposed_at desc, id desc);
create index plan_open on plan (proposed_by, expires_at) where state in ('proposed', 'accepted');
