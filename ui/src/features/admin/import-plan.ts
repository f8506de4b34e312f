/** What a file of variables or connections would change, told before it does. */

export type OnExisting = 'fail' | 'skip' | 'overwrite';

/**
 * `create`, `change`: will be written. `same`: is so already. `skip`: is there and stays. `taken`: is there, and for that nothing is imported.
 * `masked`: is new, and the file has its mask in the place of its secret.
 */
export type Step = 'create' | 'change' | 'same' | 'skip' | 'taken' | 'masked';

export interface Entry<B> {
  readonly name: string;
  readonly body: B;
  /** The secret is not in the file. */
  readonly isMasked: boolean;
}

export interface Planned<B> extends Entry<B> {
  readonly step: Step;
}

export type FileProblem = { kind: 'json'; reason: string } | { kind: 'shape' } | { kind: 'entry'; name: string };
export type FileContent<B> = { readonly entries: readonly Entry<B>[] } | { readonly problem: FileProblem };

/** As the server writes what it does not tell. */
export const MASK = '***';

/** `isSame`: whether the entry says what is there already; a masked value of one that is there means the value that is there. */
export function planImport<B>(
  entries: readonly Entry<B>[],
  isThere: (name: string) => boolean,
  isSame: (entry: Entry<B>) => boolean,
  onExisting: OnExisting,
): readonly Planned<B>[] {
  const stepOf = (entry: Entry<B>): Step => {
    if (!isThere(entry.name)) return entry.isMasked ? 'masked' : 'create';
    if (onExisting === 'fail') return 'taken';
    if (onExisting === 'skip') return 'skip';
    return isSame(entry) ? 'same' : 'change';
  };
  return entries.map((entry) => ({ ...entry, step: stepOf(entry) }));
}

export const willWrite = ({ step }: { step: Step }): boolean => step === 'create' || step === 'change';

/** An object of entries by name; `read` makes one of them, or says that it is none. */
export function readEntries<B>(
  text: string,
  read: (name: string, value: unknown) => Entry<B> | undefined,
): FileContent<B> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: { kind: 'json', reason: error instanceof Error ? error.message : String(error) } };
  }
  if (!isObject(value)) return { problem: { kind: 'shape' } };
  const entries: Entry<B>[] = [];
  for (const [name, one] of Object.entries(value)) {
    const entry = read(name, one);
    if (entry === undefined) return { problem: { kind: 'entry', name } };
    entries.push(entry);
  }
  return { entries };
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same value, however its JSON is spaced. */
export function sameJson(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
}
