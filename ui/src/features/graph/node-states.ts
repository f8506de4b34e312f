/** The states of the tasks beside the drawing: a change redraws the one node that it concerns, not the graph. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import { type AnyState, type StateSummary, summarizeCounts } from '#shared/state/states.ts';
import type { GraphNode } from './shown-structure.ts';

export type TaskSummaries = ReadonlyMap<string, StateSummary>;

export interface NodeStates {
  get(taskId: string): StateSummary | undefined;
  set(summaries: TaskSummaries): void;
  /** Another number after each change. */
  version(): number;
  subscribe(listener: () => void): () => void;
}

export function makeNodeStates(): NodeStates {
  let held: TaskSummaries = new Map();
  let changes = 0;
  const listeners = new Set<() => void>();
  return {
    version: () => changes,
    get: (taskId) => held.get(taskId),
    set(summaries) {
      // An equal summary stays the same object, so that its node is left alone.
      held = new Map(
        [...summaries].map(([id, next]) => [id, isEqual(held.get(id), next) ? (held.get(id) ?? next) : next]),
      );
      changes += 1;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A folded group has the states of all its tasks. */
export function withFolded(summaries: TaskSummaries, nodes: readonly GraphNode[]): TaskSummaries {
  const folded = nodes.flatMap(({ id, members }): [string, StateSummary][] => {
    if (members === undefined) return [];
    const counts = new Map<AnyState, number>();
    for (const task of members)
      for (const { state, count } of summaries.get(task)?.counts ?? [])
        counts.set(state, (counts.get(state) ?? 0) + count);
    return counts.size === 0 ? [] : [[id, summarizeCounts(counts)]];
  });
  return folded.length === 0 ? summaries : new Map([...summaries, ...folded]);
}

const isEqual = (a: StateSummary | undefined, b: StateSummary): boolean =>
  a !== undefined && JSON.stringify(a.counts) === JSON.stringify(b.counts);

export const NodeStatesContext = createContext<NodeStates>(makeNodeStates());

export function useNodeState(taskId: string): StateSummary | undefined {
  const states = useContext(NodeStatesContext);
  return useSyncExternalStore(states.subscribe, () => states.get(taskId));
}
