/** Replaces secrets that a task was given by `***`, in what is written down of it. */

/** Airflow's names that tell of a secret (`DEFAULT_SENSITIVE_FIELDS`): a name that holds one of them. */
const SENSITIVE = [
  'access_token',
  'api_key',
  'apikey',
  'authorization',
  'keyfile_dict',
  'passphrase',
  'passwd',
  'password',
  'private_key',
  'proxies',
  'proxy',
  'secret',
  'service_account',
  'token',
];
/** Names of options whose whole value is secret. */
const SECRET_OPTIONS = ['private_environment'];
/** Airflow's `[logging] min_length_masked_secret`: shorter ones would blank out half of a log. */
const SHORTEST = 5;
export const MASKED = '***';

export class SecretMask {
  readonly #words: readonly string[];
  #secrets: string[] = [];

  /** `words`: what else in a name tells of a secret, comma separated, as `[core] sensitive_var_conn_names` has it. */
  constructor(words = '') {
    const more = words.split(',').map((word) => word.trim().toLowerCase());
    this.#words = [...SENSITIVE, ...SECRET_OPTIONS, ...more.filter((word) => word !== '')];
  }

  isSensitiveName(name: string): boolean {
    // camelCase names tell the same as those with underscores.
    const lower = name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
    return this.#words.some((one) => lower.includes(one));
  }

  get isEmpty(): boolean {
    return this.#secrets.length === 0;
  }

  /** The secret as it is, and as it stands in an address. */
  add(secret: string | null | undefined): void {
    if (secret === null || secret === undefined || secret.length < SHORTEST) return;
    const forms = [secret, encodeURIComponent(secret.toWellFormed())];
    // The longest first: one secret may be a part of another.
    this.#secrets = [...new Set([...this.#secrets, ...forms])].sort((a, b) => b.length - a.length);
  }

  /** A variable whose name tells of a secret, or, in one that holds JSON, the entries whose names do. */
  addVariable(key: string, value: string | null): void {
    if (this.isSensitiveName(key)) this.add(value);
    else this.#addEntries(parsed(value));
  }

  addConnection({ password, extra }: { password: string | null; extra: string | null }): void {
    this.add(password);
    this.#addEntries(parsed(extra));
  }

  text(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, MASKED);
    return masked;
  }

  /** Every text in `value`; `byName`: also the whole value of an entry whose name tells of a secret. */
  json<T>(value: T, byName = false): T {
    return this.#inner(value, byName) as T;
  }

  #inner(value: unknown, byName: boolean): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.#inner(one, byName));
    if (typeof value !== 'object' || value === null) return value;
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const entries = Object.entries(value).map(([name, one]) => [
      this.text(name),
      byName && this.isSensitiveName(name) && one !== null && one !== '' ? MASKED : this.#inner(one, byName),
    ]);
    return Object.fromEntries(entries);
  }

  #addEntries(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value)) {
      if (typeof one === 'string' && this.isSensitiveName(name)) this.add(one);
      else this.#addEntries(one);
    }
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
