import { useState } from 'react';

const NONE: ReadonlySet<string> = new Set();

/** Rows that are chosen in a list. Another filter begins anew: nothing that is out of sight stays chosen. */
export function useChosen(filter: string | undefined) {
  const [chosen, setChosen] = useState({ filter, keys: NONE });
  return {
    chosen: chosen.filter === filter ? chosen.keys : NONE,
    choose: (keys: ReadonlySet<string>) => setChosen({ filter, keys }),
  };
}
