/** What loading DAG files writes of assets: the assets themselves, and who names them. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

export interface AssetWrite {
  name: string;
  uri: string;
  group: string;
  extra: { [key: string]: Json };
}

export interface ReferenceWrite {
  dagId: string;
  /** Empty: the schedule of the DAG. */
  taskId: string;
  role: 'schedule' | 'outlet' | 'inlet';
  name: string;
  /** Null: it is an alias. */
  uri: string | null;
}

export interface WatcherWrite {
  dagId: string;
  /** Of the asset. */
  asset: string;
  uri: string;
  kind: string;
  name: string;
  pollIntervalMs: number;
  options: { [name: string]: Json };
}

export interface AssetConflict {
  /** As the file has it. */
  name: string;
  uri: string;
  other_name: string;
  other_uri: string;
  fileloc: string;
}

/** Assets in use by other files that share the name or the URI with one of these, and not both. Files with an error have no say. */
export async function selectAssetConflicts(
  sql: Sql,
  fileloc: string,
  assets: readonly AssetWrite[],
): Promise<AssetConflict[]> {
  const { rows } = await sql.query<AssetConflict>(
    `select x.name, x.uri, asset.name as other_name, asset.uri as other_uri, min(dag.fileloc) as fileloc
     from json_to_recordset($2::json) as x (name text, uri text)
     join asset on (asset.name = x.name and asset.uri <> x.uri) or (asset.uri = x.uri and asset.name <> x.name)
     join asset_reference on asset_reference.asset_id = asset.id
     join dag on dag.dag_id = asset_reference.dag_id
     where not dag.is_stale and not dag.has_import_errors and dag.fileloc <> $1::text
     group by x.name, x.uri, asset.name, asset.uri order by x.name, x.uri limit 1`,
    [fileloc, JSON.stringify(assets.map(({ name, uri }) => ({ name, uri })))],
  );
  return rows;
}

/** Everything that these DAGs name from now on. Group and extra of an asset are those that were loaded last. */
export async function writeAssetReferences(
  sql: Sql,
  dagIds: readonly string[],
  named: {
    assets: readonly AssetWrite[];
    aliases: readonly { name: string; group: string }[];
    references: readonly ReferenceWrite[];
    watchers: readonly WatcherWrite[];
  },
): Promise<void> {
  const references = named.references.map(({ dagId: d, taskId: t, role, name, uri }) => ({ d, t, role, name, uri }));
  const watchers = named.watchers.map(({ dagId: d, pollIntervalMs: poll, ...one }) => ({ d, poll, ...one }));
  await sql.query({
    name: 'write-asset-references',
    text: WRITE_REFERENCES,
    values: [
      dagIds,
      JSON.stringify(named.assets),
      JSON.stringify(named.aliases),
      JSON.stringify(references),
      JSON.stringify(watchers),
    ],
  });
}

const WRITE_REFERENCES = `
  with named_references as materialized (
    select x.d, x.t, x.role, x.name, x.uri from json_to_recordset($4::json) as x (d text, t text, role text, name text, uri text)
  ), written_assets as (
    insert into asset (name, uri, "group", extra)
    select distinct on (x.name, x.uri) x.name, x.uri, x."group", x.extra
    from json_to_recordset($2::json) as x (name text, uri text, "group" text, extra jsonb) order by x.name, x.uri
    on conflict (name, md5(uri)) do update set "group" = excluded."group", extra = excluded.extra,
      updated_at = case when (asset."group", asset.extra) is distinct from (excluded."group", excluded.extra) then now() else asset.updated_at end
    returning asset.id, asset.name, asset.uri
  ), written_aliases as (
    insert into asset_alias (name, "group")
    select distinct on (x.name) x.name, x."group" from json_to_recordset($3::json) as x (name text, "group" text) order by x.name
    on conflict (name) do update set "group" = excluded."group"
    returning asset_alias.id, asset_alias.name
  ), kept as (
    insert into asset_reference (asset_id, dag_id, task_id, role)
    select distinct written_assets.id, named_references.d, named_references.t, named_references.role from named_references
    join written_assets on written_assets.name = named_references.name and written_assets.uri = named_references.uri
    on conflict (dag_id, role, task_id, asset_id) do update set updated_at = asset_reference.updated_at
    returning asset_reference.dag_id, asset_reference.role, asset_reference.task_id, asset_reference.asset_id
  ), kept_aliases as (
    insert into asset_alias_reference (alias_id, dag_id, task_id, role)
    select distinct written_aliases.id, named_references.d, named_references.t, named_references.role from named_references
    join written_aliases on written_aliases.name = named_references.name where named_references.uri is null
    on conflict (dag_id, role, task_id, alias_id) do update set updated_at = asset_alias_reference.updated_at
    returning asset_alias_reference.dag_id, asset_alias_reference.role, asset_alias_reference.task_id, asset_alias_reference.alias_id
  ), named_watchers as materialized (
    select written_assets.id as asset_id, x.d, x.name, x.kind, x.options, x.poll
    from json_to_recordset($5::json) as x (d text, asset text, uri text, name text, kind text, options jsonb, poll double precision)
    join written_assets on written_assets.name = x.asset and written_assets.uri = x.uri
  ), written_watchers as (
    insert into asset_watcher (asset_id, name, kind, options, poll_interval_ms)
    select distinct on (asset_id, name) asset_id, name, kind, options, poll from named_watchers order by asset_id, name
    on conflict (asset_id, name) do update set kind = excluded.kind, options = excluded.options, poll_interval_ms = excluded.poll_interval_ms,
      state = case when (asset_watcher.kind, asset_watcher.options) = (excluded.kind, excluded.options) then asset_watcher.state end
    returning asset_watcher.id, asset_watcher.asset_id, asset_watcher.name
  ), kept_watchers as (
    insert into asset_watcher_reference (watcher_id, dag_id)
    select distinct written_watchers.id, named_watchers.d from named_watchers
    join written_watchers on written_watchers.asset_id = named_watchers.asset_id and written_watchers.name = named_watchers.name
    on conflict (dag_id, watcher_id) do update set dag_id = excluded.dag_id
    returning asset_watcher_reference.watcher_id, asset_watcher_reference.dag_id
  ), dropped_watchers as (
    delete from asset_watcher_reference reference
    where reference.dag_id = any ($1::text[]) and not exists (
      select from kept_watchers where kept_watchers.dag_id = reference.dag_id and kept_watchers.watcher_id = reference.watcher_id)
  ), dropped as (
    delete from asset_reference reference
    where reference.dag_id = any ($1::text[]) and not exists (
      select from kept where kept.dag_id = reference.dag_id and kept.role = reference.role
        and kept.task_id = reference.task_id and kept.asset_id = reference.asset_id)
  )
  delete from asset_alias_reference reference
  where reference.dag_id = any ($1::text[]) and not exists (
    select from kept_aliases where kept_aliases.dag_id = reference.dag_id and kept_aliases.role = reference.role
      and kept_aliases.task_id = reference.task_id and kept_aliases.alias_id = reference.alias_id)`;
