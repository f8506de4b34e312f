/** What the nodes of a drawing have in common: which one is looked at, which are found, and what can be done with them. */
import { createContext } from 'react';
import type { NodeColours } from './node-colours.ts';

export interface GraphMarks {
  readonly active: string | null;
  /** The next node that becomes the active one takes the focus: a key has led there. */
  readonly takesFocus: { current: boolean };
  readonly found: ReadonlySet<string>;
  readonly critical: ReadonlySet<string>;
  readonly colours: NodeColours | null;
  readonly onFocus: (taskId: string) => void;
  readonly onFold: (groupId: string, isFolded: boolean) => void;
}

export const GraphMarksContext = createContext<GraphMarks>({
  active: null,
  takesFocus: { current: false },
  found: new Set(),
  critical: new Set(),
  colours: null,
  onFocus: () => {},
  onFold: () => {},
});
