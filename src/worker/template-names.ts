/** What templates may ask for: the names of Airflow's page "Templates reference". */
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import type { Work, XComValue } from '#queue/executor.ts';
import { decodeXCom } from '#queue/xcom-values.ts';
import { failed } from '#templating/fault.ts';
import { dateForms } from '#templating/filters.ts';
import { Moment } from '#templating/moments.ts';
import { bindArguments, Later, MEMBER, namespace, type TemplateObject } from '#templating/template-object.ts';
import type { AskedValues } from './asked-values.ts';
import type { Attempt } from './attempt.ts';
import { noticeNames } from './notice-context.ts';
import type { Prepared } from './run-attempt.ts';
import type { AssetEventFound, PreviousSuccess } from './services.ts';
import { snakeCase } from './shown-fields.ts';
import type { Surroundings } from './task-context.ts';
import { askConnection, askVariable } from './task-secrets.ts';

const momentOf = (text: string | null): Moment | null => (text === null ? null : Moment.of(text));

export function templateNames(
  attempt: Attempt,
  around: Surroundings,
  asked: AskedValues,
  prepared: Prepared,
): Record<string, unknown> {
  const { work } = attempt;
  const { run, task } = work;
  // A notice of a run has no task.
  const instance = work.notice?.taskId === null ? null : taskInstance(attempt, around, asked);
  return {
    ...(work.notice ? noticeNames(work.notice) : {}),
    ...(work.notice?.taskId ? { try_number: work.tryNumber, max_tries: work.maxTries } : {}),
    ...datesOf(work),
    ...previousSuccess(attempt, asked),
    params: run.params,
    conf: run.conf,
    run_id: run.runId,
    dag: namespace('dag', { dag_id: run.dagId }),
    dag_run: namespace('dag_run', {
      dag_id: run.dagId,
      run_id: run.runId,
      run_type: run.runType,
      conf: run.conf,
      logical_date: momentOf(run.logicalDate),
      data_interval_start: momentOf(run.dataIntervalStart),
      data_interval_end: momentOf(run.dataIntervalEnd),
      run_after: Moment.of(run.runAfter),
      start_date: momentOf(run.startDate),
      triggering_user_name: run.triggeringUser,
    }),
    task: namespace('task', {
      ...bothCases(prepared.options),
      task_id: work.taskId,
      owner: task.owner,
      retries: task.retries,
      pool: task.pool,
      queue: task.queue,
      op_args: [],
      op_kwargs: prepared.arguments,
      opKwargs: prepared.arguments,
    }),
    ti: instance,
    task_instance: instance,
    task_instance_key_str: `${run.dagId}__${work.taskId}__${run.logicalDate?.slice(0, 10).replaceAll('-', '') ?? run.runId}`,
    var: variables(attempt, asked),
    conn: connections(attempt, asked),
    triggering_asset_events: triggeringEvents(attempt, asked),
    templates_dict: null,
    test_mode: false,
  };
}

/** Options are found by Airflow's names as well as by those of the DAG file. */
function bothCases(options: { [name: string]: Json }): { [name: string]: Json } {
  return {
    ...options,
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [snakeCase(name), value])),
  };
}

/** As in Airflow 3, a run without a logical date has none of these names. */
function datesOf({ run }: Work): Record<string, unknown> {
  const at = momentOf(run.logicalDate);
  if (at === null) return {};
  return {
    logical_date: at,
    data_interval_start: momentOf(run.dataIntervalStart),
    data_interval_end: momentOf(run.dataIntervalEnd),
    ...Object.fromEntries(Object.entries(dateForms).map(([name, form]) => [name, form(at)])),
  };
}

/** Of the latest successful run of the DAG before this one, by logical date; null where there is none. */
function previousSuccess(attempt: Attempt, asked: AskedValues): Record<string, Later> {
  const { logicalDate } = attempt.work.run;
  const later = (of: (found: PreviousSuccess) => string | null) =>
    new Later(() => {
      if (logicalDate === null) return null;
      const found = asked.get('the previous success', () => attempt.ask({ op: 'get_previous_success' }));
      return found === null ? null : momentOf(of(found as PreviousSuccess));
    });
  const always = {
    prev_start_date_success: later(({ startDate }) => startDate),
    prev_end_date_success: later(({ endDate }) => endDate),
  };
  if (logicalDate === null) return always;
  return {
    ...always,
    prev_data_interval_start_success: later(({ dataIntervalStart }) => dataIntervalStart),
    prev_data_interval_end_success: later(({ dataIntervalEnd }) => dataIntervalEnd),
  };
}

export function explainMissing({ run }: Work, name: string): string | undefined {
  const isDate =
    Object.hasOwn(dateForms, name) ||
    /^(logical_date|data_interval_(start|end)|prev_data_interval_(start|end)_success)$/.test(name);
  if (!isDate || run.logicalDate !== null) return undefined;
  return 'this run has no logical date. Trigger it with one, or use dag_run.run_after';
}

function taskInstance(attempt: Attempt, around: Surroundings, asked: AskedValues): TemplateObject {
  const { work } = attempt;
  return namespace('ti', {
    dag_id: work.run.dagId,
    task_id: work.taskId,
    run_id: work.run.runId,
    map_index: work.mapIndex,
    try_number: work.tryNumber,
    max_tries: work.maxTries,
    pool: work.task.pool,
    queue: work.task.queue,
    operator: work.task.operator,
    ...(work.notice ? { state: work.notice.facts.state, log_url: work.notice.taskUrl } : {}),
    xcom_pull: (...given: unknown[]) => {
      const {
        task_ids: taskIds = work.taskId,
        key = 'return_value',
        map_indexes: index,
        default: fallback = null,
      } = bindArguments('xcom_pull', given, ['task_ids', 'key', 'map_indexes', 'default']);
      const pull = (taskId: unknown) => {
        const name = JSON.stringify(['xcom', taskId, key, index]);
        return asked.get(name, () => pullXCom(attempt, around, String(taskId), String(key), index)) ?? fallback;
      };
      return Array.isArray(taskIds) ? taskIds.map(pull) : pull(taskIds);
    },
  });
}

/** Of a mapped task without an index: the list of what its instances keep. Undefined: nothing is there. */
async function pullXCom(
  attempt: Attempt,
  { store }: Surroundings,
  taskId: string,
  key: string,
  index: unknown,
): Promise<Json | undefined> {
  const one = async (mapIndex: number) =>
    (await attempt.ask({ op: 'get_xcom', taskId, mapIndex, key })) as XComValue | undefined;
  if (Array.isArray(index)) {
    const values = await Promise.all(index.map((at) => one(Number(at))));
    return Promise.all(values.map((value) => (value === undefined ? null : decodeXCom(value, store))));
  }
  const value = await one(typeof index === 'number' ? index : -1);
  if (value !== undefined) return decodeXCom(value, store);
  if (typeof index === 'number') return undefined;
  const all = (await attempt.ask({ op: 'get_xcoms', taskId, key })) as XComValue[];
  return all.length === 0 ? undefined : Promise.all(all.map((each) => decodeXCom(each, store)));
}

/** `var.value.x`, `var.json.x`, and `get(name, default)` of each. */
function variables(attempt: Attempt, asked: AskedValues): TemplateObject {
  const find = (key: string) =>
    asked.get(JSON.stringify(['var', key]), () => askVariable(attempt, key)) as string | null;
  const accessor = (name: string, read: (text: string, key: string) => unknown) =>
    namespace(name, (member) => {
      if (member === 'get')
        return (...given: unknown[]) => {
          const { key, default_var: fallback = null } = bindArguments('get', given, ['key', 'default_var']);
          const text = find(String(key));
          return text === null ? fallback : read(text, String(key));
        };
      const text = find(member);
      if (text === null)
        throw failed(
          `there is no variable ${member}: make it with aquilon variables set, or set AIRFLOW_VAR_${member.toUpperCase()}`,
        );
      return read(text, member);
    });
  return namespace('var', {
    value: accessor('var.value', (text) => text),
    json: accessor('var.json', jsonOf),
  });
}

/** Airflow's mapping from assets to their events: `items()`, `keys()`, `values()`, `get(name)`; assets are found by their names as well. */
function triggeringEvents(attempt: Attempt, asked: AskedValues): TemplateObject {
  const byAsset = (): [TemplateObject, TemplateObject[]][] => {
    const found = asked.get('triggering asset events', () => attempt.ask({ op: 'get_triggering_asset_events' }));
    const groups = Map.groupBy(found as AssetEventFound[], ({ asset }) => JSON.stringify([asset.name, asset.uri]));
    return [...groups.values()].map((events) => [
      namespace('asset', { ...events[0]?.asset }),
      events.map(eventMembers),
    ]);
  };
  const of = (name: unknown) =>
    byAsset().find(([asset]) => [asset[MEMBER]('name'), asset[MEMBER]('uri')].includes(name))?.[1];
  const methods: Readonly<Record<string, (...given: unknown[]) => unknown>> = {
    items: byAsset,
    keys: () => byAsset().map(([asset]) => asset),
    values: () => byAsset().map(([, events]) => events),
    get: (name, fallback = null) => of(name) ?? fallback,
  };
  return namespace('triggering_asset_events', (member) =>
    Object.hasOwn(methods, member) ? methods[member] : of(member),
  );
}

function eventMembers({ id, asset, extra, timestamp, source, partitionKey }: AssetEventFound): TemplateObject {
  return namespace('asset event', {
    id,
    asset: namespace('asset', { ...asset }),
    uri: asset.uri,
    extra,
    timestamp: Moment.of(timestamp),
    source_dag_id: source?.dagId ?? null,
    source_task_id: source?.taskId ?? null,
    source_run_id: source?.runId ?? null,
    source_map_index: source?.mapIndex ?? -1,
    partition_key: partitionKey,
  });
}

/** What is wrong with the text is not told: it may be secret, and the message of the parser holds a piece of it. */
function jsonOf(text: string, key: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failed(`the variable ${key} is no JSON`);
  }
}

/** `conn.x`, `conn.get(name, default)`. */
function connections(attempt: Attempt, asked: AskedValues): TemplateObject {
  const find = (id: string): TemplateObject | null => {
    const found = asked.get(JSON.stringify(['conn', id]), () => askConnection(attempt, id)) as Connection | null;
    return found && connectionMembers(found);
  };
  return namespace('conn', (member) => {
    if (member === 'get')
      return (...given: unknown[]) => {
        const { conn_id: id, default_conn: fallback = null } = bindArguments('get', given, ['conn_id', 'default_conn']);
        return find(String(id)) ?? fallback;
      };
    const found = find(member);
    if (found === null)
      throw failed(
        `there is no connection ${member}: make it with aquilon connections add, or set AIRFLOW_CONN_${member.toUpperCase()}`,
      );
    return found;
  });
}

function connectionMembers(connection: Connection): TemplateObject {
  const { connId, connType, uri, extra, extraDejson, ...fields } = connection;
  return namespace(`conn.${connId}`, {
    ...fields,
    conn_id: connId,
    conn_type: connType,
    extra,
    extra_dejson: extraDejson,
    get_uri: () => uri,
  });
}
