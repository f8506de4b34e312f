import { useContext, useMemo } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { type AnyState, summarizeCounts } from '#shared/state/states.ts';
import classes from './graph.module.css';
import { GraphMarksContext } from './graph-marks.ts';
import type { TaskSummaries } from './node-states.ts';
import type { GraphNode } from './shown-structure.ts';

interface Props {
  readonly nodes: readonly GraphNode[];
  /** Undefined: there is no run. */
  readonly summaries: TaskSummaries | undefined;
}

/** How many instances are in which state, and what the other colours stand for: also what cannot be read from afar. */
export function GraphLegend({ nodes, summaries }: Props) {
  const texts = useTexts();
  const { colours } = useContext(GraphMarksContext);
  const counts = useMemo(() => countStates(nodes, summaries), [nodes, summaries]);
  if (counts.length === 0 && (colours?.legend.length ?? 0) === 0) return null;
  return (
    <ul className={classes.legend} aria-label={texts.graph.legend}>
      {counts.map(({ state, count }) => (
        <li key={state}>
          <StateMark state={state} size={14} />
          {texts.grid.count(count, texts.state[state])}
        </li>
      ))}
      {colours?.legend.map(({ colour, words }) => (
        <li key={words}>
          <span className={classes.swatch} style={{ background: colour }} />
          {words}
        </li>
      ))}
    </ul>
  );
}

function countStates(nodes: readonly GraphNode[], summaries: TaskSummaries | undefined) {
  const all = new Map<AnyState, number>();
  for (const { id } of nodes)
    for (const { state, count } of summaries?.get(id)?.counts ?? []) all.set(state, (all.get(state) ?? 0) + count);
  return summarizeCounts(all).counts;
}
