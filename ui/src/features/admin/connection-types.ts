/** What the form asks for each type of connection: the fields that operators and sensors of that type read. */
const FIELDS = ['host', 'port', 'schema', 'login', 'password', 'extra'] as const;
export type ConnectionField = (typeof FIELDS)[number];

interface ConnectionType {
  readonly fields: readonly ConnectionField[];
  /** The server can try it out. */
  readonly isTried?: true;
  /** What the field is called for this type, in `admin.connField`. */
  readonly names?: Partial<Record<ConnectionField, 'database' | 'scheme' | 'file' | 'address' | 'token' | 'registry'>>;
}

const TYPES: Readonly<Record<string, ConnectionType>> = {
  docker: { fields: ['host', 'port', 'login', 'password'], names: { host: 'registry' } },
  http: { fields: FIELDS, isTried: true, names: { schema: 'scheme' } },
  postgres: { fields: FIELDS, isTried: true, names: { schema: 'database' } },
  slackwebhook: { fields: ['host', 'password', 'extra'], names: { host: 'address', password: 'token' } },
  smtp: { fields: ['host', 'port', 'login', 'password', 'extra'] },
  sqlite: { fields: ['host'], names: { host: 'file' } },
};

export const CONNECTION_TYPES = Object.keys(TYPES);

/** All fields for a type that is not known here. */
export const typeOf = (name: string): ConnectionType => TYPES[name] ?? { fields: FIELDS };
