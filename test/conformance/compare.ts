/** Compares an answer of ours with a recorded one. */

export interface Difference {
  /** `$.dag_runs[].conf` */
  path: string;
  what: string;
}

/** Values that are of their moment and machine: only their type is compared. */
const OF_THE_MOMENT = new Set([
  ...['id', 'pid', 'hostname', 'unixname', 'duration', 'timestamp', 'file_token', 'access_token', 'token'],
  ...['queued_at', 'start_date', 'end_date', 'run_after', 'last_scheduling_decision', 'queued_when', 'scheduled_when'],
  ...[
    'created_at',
    'responded_at',
    'updated_at',
    'completed_at',
    'last_parsed_time',
    'last_parsed',
    'last_parse_duration',
    'logical_date',
    'total_entries',
  ],
  ...['next_dagrun_logical_date', 'next_dagrun_data_interval_start', 'next_dagrun_data_interval_end'],
  ...['event_log_id', 'when', 'expires_at', 'latest_heartbeat'],
  ...['next_dagrun_run_after', 'data_interval_start', 'data_interval_end', 'next_cursor', 'previous_cursor'],
  ...['latest_scheduler_heartbeat', 'latest_triggerer_heartbeat', 'latest_dag_processor_heartbeat', 'count'],
]);

export function compare(wanted: unknown, found: unknown, path = '$'): Difference[] {
  if (Array.isArray(wanted) && Array.isArray(found)) return compareLists(wanted, found, path);
  if (isObject(wanted) && isObject(found)) return compareObjects(wanted, found, path);
  if (typeOf(wanted) !== typeOf(found)) {
    const isOptional = OF_THE_MOMENT.has(lastName(path)) && (wanted === null || found === null);
    return isOptional ? [] : [{ path, what: `is ${typeOf(found)} instead of ${typeOf(wanted)}` }];
  }
  if (wanted === found || OF_THE_MOMENT.has(lastName(path))) return [];
  return [{ path, what: `is ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}` }];
}

function compareObjects(wanted: Record<string, unknown>, found: Record<string, unknown>, path: string): Difference[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].flatMap((name) => {
    const at = `${path}.${name}`;
    if (!Object.hasOwn(found, name)) return [{ path: at, what: 'is missing' }];
    if (!Object.hasOwn(wanted, name)) return [{ path: at, what: 'is not in the recording' }];
    return compare(wanted[name], found[name], at);
  });
}

/** Lists of another length hold other things: then the shape of the first element is compared, value by value only where both agree. */
function compareLists(wanted: unknown[], found: unknown[], path: string): Difference[] {
  if (wanted.length === found.length) return wanted.flatMap((one, index) => compare(one, found[index], `${path}[]`));
  if (wanted.length === 0 || found.length === 0)
    return [{ path, what: `has ${found.length} instead of ${wanted.length}` }];
  return compare(wanted[0], found[0], `${path}[]`).filter(
    (one) => !one.what.includes(' instead of "') && !/is .* instead of -?\d/.test(one.what),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const lastName = (path: string) => /([^.[\]]*)(?:\[\])*$/.exec(path)?.[1] ?? '';
