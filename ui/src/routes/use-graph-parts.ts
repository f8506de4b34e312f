import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { withAssets } from '#features/graph/asset-nodes.ts';
import type { GraphSearch } from '#features/graph/graph-search.ts';
import type { GraphStructure } from '#features/graph/shown-structure.ts';
import type { Structure } from '#shared/api/extra-operations.ts';
import { dagAssetsQuery } from '#shared/api/queries/assets.ts';
import { taskListQuery } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';

const NONE: Structure = { nodes: [], edges: [], groups: [] };

/** What the graph of a DAG shows beside its tasks: assets, and their pools where it is coloured by them. */
export function useGraphParts(dagId: string, structure: Structure = NONE, { assets: choice, colour }: GraphSearch) {
  const texts = useTexts();
  const assets = useQuery(dagAssetsQuery(dagId));
  const tasks = useQuery({ ...taskListQuery(dagId), enabled: colour === 'pool' });
  const all: GraphStructure = useMemo(
    () => withAssets(structure, dagId, assets.data ?? [], texts.assets.asset),
    [structure, dagId, assets.data, texts],
  );
  const pools = useMemo(
    () => new Map(tasks.data?.tasks.map((task) => [task.task_id ?? '', task.pool ?? ''] as const)),
    [tasks.data],
  );
  return { structure: choice === 'hide' ? structure : all, hasAssets: all !== structure, pools };
}
