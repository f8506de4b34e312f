/** What the API shows of a text that may hold secrets, and what a text that it showed means when it comes back. */
import { jsonText } from '#secrets/entries.ts';
import { MASKED, SecretMask } from '#support/secret-mask.ts';

/** All of a variable whose name tells of a secret; of JSON, the entries whose names do. `words`: of `[core] sensitive_var_conn_names`. */
export function maskedValue(key: string, value: string, words: string): string {
  const mask = new SecretMask(words);
  if (mask.isSensitiveName(key)) return value === '' ? value : MASKED;
  return maskedJson(value, words) ?? value;
}

/** Null: it is no JSON. A text in which nothing is masked stays as it was written. */
export function maskedJson(text: string, words: string): string | null {
  const value = parsed(text);
  if (value === undefined) return null;
  const masked = new SecretMask(words).json(value, true);
  return jsonText(masked) === jsonText(value) ? text : jsonText(masked);
}

/** What was shown masked and comes back so means the secret that is there. */
export function unmasked(given: string, stored: string): string {
  if (given === MASKED) return stored;
  const [value, old] = [parsed(given), parsed(stored)];
  if (value === undefined || old === undefined) return given;
  const whole = restored(value, old);
  return jsonText(whole) === jsonText(value) ? given : jsonText(whole);
}

function restored(value: unknown, old: unknown): unknown {
  if (value === MASKED) return old ?? value;
  if (Array.isArray(value)) return value.map((one, at) => restored(one, Array.isArray(old) ? old[at] : undefined));
  if (!isObject(value)) return value;
  const before = isObject(old) ? old : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      restored(one, Object.hasOwn(before, name) ? before[name] : undefined),
    ]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
