/** Files of connections, as `airflow connections export` writes them: objects of fields by id. */
import type { Connection } from '#shared/api/queries/admin.ts';
import { type Entry, type FileContent, isObject, MASK, readEntries, sameJson } from './import-plan.ts';

const TEXTS = ['conn_type', 'description', 'host', 'login', 'schema', 'password'] as const;

export interface ConnectionEntry extends Partial<Record<(typeof TEXTS)[number], string | null>> {
  readonly conn_type: string;
  readonly port?: number | null;
  readonly extra?: string | null;
}

/** An address in the place of an object is no entry: what it means is for the server's command to say. */
export const readConnections = (text: string): FileContent<ConnectionEntry> =>
  readEntries(text, (name, given) => {
    if (!isObject(given) || typeof given.conn_type !== 'string' || given.conn_type === '') return undefined;
    const texts = TEXTS.filter((field) => field in given).map((field) => [field, textOrNull(given[field])]);
    const body: ConnectionEntry = {
      conn_type: given.conn_type,
      ...Object.fromEntries(texts),
      ...('port' in given && { port: portOf(given.port) }),
      ...('extra' in given && { extra: extraOf(given.extra) }),
    };
    return { name, body, isMasked: body.password === MASK || (body.extra?.includes(MASK) ?? false) };
  });

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
const portOf = (value: unknown): number | null =>
  value === null || value === undefined || value === '' ? null : Number(value);
const extraOf = (value: unknown): string | null =>
  value === null || value === undefined || typeof value === 'string' ? (value ?? null) : JSON.stringify(value);

/** A password is never shown, so that one of the file is a change. */
export const isSameConnection = ({ body }: Entry<ConnectionEntry>, there: Connection): boolean =>
  Object.entries(body).every(([field, value]) =>
    sameJson(String(value ?? ''), String(there[field as keyof Connection] ?? '')),
  );

/** Fields as the server shows them, so that secrets are masked. */
export const connectionFile = (connections: readonly Connection[]): string =>
  `${JSON.stringify(
    Object.fromEntries(connections.map(({ connection_id: id, team_name: _, ...fields }) => [id, fields])),
    null,
    2,
  )}\n`;

export const isMaskedConnection = ({ password, extra }: Connection): boolean =>
  password === MASK || (extra?.includes(MASK) ?? false);
