/** The states of the tasks beside the drawing: a change redraws the one node that it concerns, not the graph. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { StateSummary } from '#shared/state/states.ts';

export type TaskSummaries = ReadonlyMap<string, StateSummary>;

export interface NodeStates {
  get(taskId: string): StateSummary | undefined;
  set(summaries: TaskSummaries): void;
  subscribe(listener: () => void): () => void;
}

export function makeNodeStates(): NodeStates {
  let held: TaskSummaries = new Map();
  const listeners = new Set<() => void>();
  return {
    get: (taskId) => held.get(taskId),
    set(summaries) {
      // An equal summary stays the same object, so that its node is left alone.
      held = new Map(
        [...summaries].map(([id, next]) => [id, isEqual(held.get(id), next) ? (held.get(id) ?? next) : next]),
      );
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const isEqual = (a: StateSummary | undefined, b: StateSummary): boolean =>
  a !== undefined && JSON.stringify(a.counts) === JSON.stringify(b.counts);

export const NodeStatesContext = createContext<NodeStates>(makeNodeStates());

export function useNodeState(taskId: string): StateSummary | undefined {
  const states = useContext(NodeStatesContext);
  return useSyncExternalStore(states.subscribe, () => states.get(taskId));
}
