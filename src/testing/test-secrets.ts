/** Variables and connections that a test gives. */
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import type { RunDagOptions } from '@aquilon/sdk/testing';
import { parseConnection } from '#config/connection.ts';
import { snakeCase } from '#worker/shown-fields.ts';

export interface Secrets {
  /** Null where there is none. */
  variable(key: string): string | null;
  /** Null: from now on there is none. For this run of the test only. */
  setVariable(key: string, value: string | null): void;
  connection(connId: string): Connection | null;
}

/** Throws `CONNECTION_INVALID`. */
export function readSecrets({ variables = {}, connections = {} }: RunDagOptions): Secrets {
  const texts = new Map(Object.entries(variables).map(([key, value]) => [key, textOf(value)]));
  const known = new Map(
    Object.entries(connections).map(([connId, given]) => [
      connId,
      parseConnection(connId, typeof given === 'string' ? given : JSON.stringify(byAirflowsNames(given))),
    ]),
  );
  return {
    variable: (key) => texts.get(key) ?? null,
    setVariable(key, value) {
      if (value === null) texts.delete(key);
      else texts.set(key, value);
    },
    connection: (connId) => known.get(connId) ?? null,
  };
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const byAirflowsNames = (given: object): object =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [snakeCase(name), value]));
