-- Requests that name themselves by a key: written in the commit of what they changed, so that it is changed once however often they are sent.
create table request (
  -- Whose keys they are.
  scope       text        not null,
  key         text        not null,
  -- Hash of what was asked.
  fingerprint text        not null,
  -- What was made: {dagRunId, runId, backfillId}.
  made        jsonb       not null,
  -- The JSON of the first answer; null: it was not given yet, or the server went down before.
  answer      text,
  expires_at  timestamptz not null,
  primary key (scope, key)
);
create index request_expiry on request (expires_at);
