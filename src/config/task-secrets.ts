/** Variables and connections that the server's environment holds for tasks: `AIRFLOW_VAR_NAME` and `AIRFLOW_CONN_ID`, names in capitals as in Airflow. */
import type { Connection } from '@aquilon/sdk';
import { parseConnection } from './connection.ts';
import type { Environment } from './given.ts';

/** Null where there is none. */
export const findVariable = (key: string, env: Environment = process.env): string | null =>
  env[`AIRFLOW_VAR_${key.toUpperCase()}`] ?? null;

/** Null where there is none. Throws `CONNECTION_INVALID`. */
export function findConnection(connId: string, env: Environment = process.env): Connection | null {
  const text = env[`AIRFLOW_CONN_${connId.toUpperCase()}`];
  return text === undefined ? null : parseConnection(connId, text);
}
