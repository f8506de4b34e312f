import { useCallback, useSyncExternalStore } from 'react';

/** By name: the text that was read last and what it means, so that it stays the same while the text does. */
const held = new Map<string, { text: string | null; value: unknown }>();
const listeners = new Set<() => void>();
/** Grows with each change. */
let version = 0;

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  // Another window of this browser changes it, too.
  if (listeners.size === 0) window.addEventListener('storage', changed);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', changed);
  };
}

/** A choice that this browser keeps under a name; undefined: there is none. Of the same shape as it was written: what else is found there is passed over. */
export function readStored<T>(name: string): T | undefined {
  const text = textOf(name);
  const known = held.get(name);
  // Where storage is switched off, what was written last is what there is.
  if (known !== undefined && (text === undefined || known.text === text)) return known.value as T | undefined;
  const value = parsed(text ?? null);
  held.set(name, { text: text ?? null, value });
  return value as T | undefined;
}

/** Where storage is switched off it lasts as long as the page. */
export function writeStored<T>(name: string, value: T): void {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(name, text);
    held.set(name, { text, value });
  } catch {
    held.set(name, { text: textOf(name) ?? null, value });
  }
  changed();
}

/** A choice that this browser keeps under a name, wherever on the page it is made. */
export function useStored<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => readStored<T>(name));
  const keep = useCallback((next: T) => writeStored(name, next), [name]);
  return [value === undefined ? initial : value, keep];
}

/** Several of them at once. */
export function useAllStored(names: readonly string[]): readonly unknown[] {
  useSyncExternalStore(subscribe, () => version);
  return names.map((name) => readStored(name));
}

/** Undefined: storage is switched off. */
function textOf(name: string): string | null | undefined {
  try {
    return localStorage.getItem(name);
  } catch {
    return undefined;
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
