/** The port of secrets backends: places outside of the database that hold variables and connections. */

export interface SecretsBackend {
  /** Airflow's name of it, for errors. */
  readonly name: string;
  /** Null where it has none. Throws `SECRETS_BACKEND_FAILED` where it cannot tell. */
  getVariable(key: string): Promise<string | null>;
  /** As an address or JSON; null where it has none. Throws `SECRETS_BACKEND_FAILED` where it cannot tell. */
  getConnection(connId: string): Promise<string | null>;
  /** The value of an option whose form `_SECRET` has this name; null where it has none. Throws `SECRETS_BACKEND_FAILED` where it cannot tell. */
  getConfig(name: string): Promise<string | null>;
}
