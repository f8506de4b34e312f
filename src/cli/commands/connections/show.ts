import type { Connection } from '@aquilon/sdk';
import type { Row } from '#cli/output.ts';
import { MASKED, SecretMask } from '#support/secret-mask.ts';

/** As Airflow's command line shows a connection, in the clear. */
export function shownConnection(connection: Connection): Row {
  const { connId, connType, uri, extra, ...fields } = connection;
  const { description, host, schema, login, password, port } = fields;
  return {
    conn_id: connId,
    conn_type: connType,
    description,
    host,
    schema,
    login,
    password,
    port,
    extra_dejson: extraOf(extra),
    get_uri: uri,
  };
}

/** Without password and extra, in the address too. */
export function hiddenConnection(connection: Connection): Row {
  const { password, extra, uri } = connection;
  const mask = new SecretMask();
  mask.addConnection(connection);
  return {
    ...shownConnection(connection),
    password: password && MASKED,
    extra_dejson: extra && MASKED,
    get_uri: mask.text(uri.replace(/\?.*$/s, '').replace(/\/\/[^/@]*@/, `//${MASKED}:${MASKED}@`)),
  };
}

function extraOf(extra: string | null): unknown {
  try {
    return JSON.parse(extra ?? '{}');
  } catch {
    return extra;
  }
}
