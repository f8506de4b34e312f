import { useCallback, useState } from 'react';

/** A choice that this browser keeps under a name. Where storage is switched off it lasts as long as the page. */
export function useStored<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => read(name) ?? initial);
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(name, JSON.stringify(next));
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
    [name],
  );
  return [value, keep];
}

/** Of the same shape as it was written: what else is found there is passed over. */
function read<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(name);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
