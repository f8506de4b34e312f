-- Variables and connections, with the columns of Airflow. Values are Fernet tokens; `key_id` is the fingerprint of the key that made a token, so that
-- an error can name a key that is missing. It is null in rows that come from elsewhere.
create table variable (
  id bigint generated always as identity primary key,
  key text not null unique,
  val text not null,
  description text,
  is_encrypted boolean not null default false,
  key_id text
);

create table connection (
  id bigint generated always as identity primary key,
  conn_id text not null unique,
  conn_type text not null,
  description text,
  host text,
  schema text,
  login text,
  password text,
  port integer,
  is_encrypted boolean not null default false,
  is_extra_encrypted boolean not null default false,
  extra text,
  key_id text,
  extra_key_id text
);
