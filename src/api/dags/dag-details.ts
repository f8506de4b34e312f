import type { SerializedAssetCondition, SerializedDag } from '@aquilon/sdk/serialized';
import type { Static } from 'typebox';
import type { Config } from '#config/config.ts';
import type { Keys } from '#http/auth/keys.ts';
import { toDag } from './dag-row.ts';
import type { findDagDetails } from './find-dag.ts';
import { isoDuration } from './iso-duration.ts';
import type { DagDetails } from './schemas.ts';

type Found = Awaited<ReturnType<typeof findDagDetails>>;

export function toDagDetails(found: Found, keys: Keys, config: Config): Static<typeof DagDetails> {
  const { row, serialized, version, activeRuns, isFavorite } = found;
  const dag = toDag(row, keys);
  const timeout = serialized?.dagrunTimeoutMs ?? null;
  return {
    ...dag,
    catchup: serialized?.catchup ?? config.scheduler.catchupByDefault,
    dag_run_timeout: timeout === null ? null : isoDuration(timeout),
    asset_expression: serialized?.assetSchedule ? assetExpression(serialized.assetSchedule) : null,
    doc_md: serialized?.docMd ?? null,
    start_date: utc(serialized?.startDate),
    end_date: utc(serialized?.endDate),
    is_paused_upon_creation: serialized?.isPausedUponCreation ?? null,
    params: paramsOf(serialized),
    render_template_as_native_obj: serialized?.renderTemplateAsNativeObj ?? false,
    template_search_path: null,
    timezone: serialized?.timezone ?? null,
    last_parsed: row.last_parsed_time,
    default_args: serialized?.defaultArgs ?? {},
    rerun_with_latest_version: null,
    owner_links: serialized?.ownerLinks ?? {},
    is_favorite: isFavorite,
    active_runs_count: activeRuns,
    concurrency: row.max_active_tasks,
    latest_dag_version: version,
  };
}

/** As Airflow writes it: `{ all: [{ asset: { uri, name, group } }, { any: [...] }] }`. */
function assetExpression(condition: SerializedAssetCondition): Record<string, unknown> {
  if ('of' in condition) return { [condition.kind]: condition.of.map(assetExpression) };
  if (condition.kind === 'ref') {
    const { name, uri } = condition;
    return { asset_ref: name === null ? { uri } : { name } };
  }
  const { name, group } = condition;
  return condition.kind === 'asset' ? { asset: { uri: condition.uri, name, group } } : { alias: { name, group } };
}

function paramsOf(serialized: SerializedDag | null): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(serialized?.params ?? {}).map(([name, param]) => [
      name,
      { value: param.value, schema: param.schema, description: param.description, source: null },
    ]),
  );
}

/** Instants of a DAG carry the offset they were written with; the API speaks UTC, without needless milliseconds. */
export function utc(instant: string | null | undefined): string | null {
  return instant ? new Date(instant).toISOString().replace(/\.000Z$/, 'Z') : null;
}
