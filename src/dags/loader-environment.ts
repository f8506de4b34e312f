/** What the environment of the loading process keeps: enough to run, and the names that authors may read; no settings, no secrets. */
import { env } from 'node:process';

const KEPT = new Set(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'USER', 'LOGNAME']);
const SECRET =
  /^(AIRFLOW__|_AIRFLOW_|AQUILON__|AIRFLOW_CONN_|AIRFLOW_VAR_)|SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE_KEY|DATABASE_URL|^NODE_OPTIONS$|^npm_/i;

export function loaderEnvironment(): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (KEPT.has(entry[0]) || !SECRET.test(entry[0])),
  );
  return Object.fromEntries(kept);
}
