import type { Environment } from './given.ts';

/** Sets variables of this process, as if it had been started with them. */
export const setEnvironment = (variables: object): void => void Object.assign(process.env, variables);

/** The server's own settings, and what would change how Node runs in a task process. */
const OWN =
  /^(?:AIRFLOW__|AQUILON_|_AIRFLOW_|NODE_OPTIONS$|NODE_CHANNEL_|NODE_UNIQUE_ID$|NODE_V8_COVERAGE$|NODE_TEST_|npm_|PGPASS)/i;
/** Names that tell of a secret. */
const SECRET =
  /SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|DATABASE_URL|_DSN$|_CONN$/i;
/** An address that carries a password: `postgresql://user:password@host/`. */
const ADDRESS_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/i;

/**
 * The variables of the server's environment that tasks may see. Like Airflow's, tasks see what their author has set for
 * them (`ACCURACY_THRESHOLD`); what configures the server, and whatever looks like a secret, stays with the server.
 * `AIRFLOW_VAR_*` and `AIRFLOW_CONN_*` are left out too: tasks ask the server for variables and connections.
 */
export function taskEnvironment(env: Environment = process.env): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || OWN.test(name) || SECRET.test(name)) continue;
    if (/^AIRFLOW_(?:VAR|CONN)_/.test(name) || ADDRESS_WITH_PASSWORD.test(value)) continue;
    kept[name] = value;
  }
  return kept;
}
