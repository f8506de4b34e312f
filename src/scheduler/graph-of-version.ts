import { type EditedPools, withPools } from '#domain/edits.ts';
import { buildGraph, type Graph } from '#domain/graph.ts';
import { graphOf, type SchedulerState } from './state.ts';
import type { StoredVersion } from './store.ts';

/** The graph of a version, with the pools that a run has for itself. */
export function graphOfVersion(state: SchedulerState, version: StoredVersion, pools: EditedPools | null): Graph {
  if (pools === null) return graphOf(state, version.versionId, () => buildGraph(version.serialized));
  return buildGraph(withPools(version.serialized, pools));
}
