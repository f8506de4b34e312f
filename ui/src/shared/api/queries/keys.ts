/** Under which key each answer is kept: live events find it there. */
import type { DagFilter } from './dags.ts';

export const keys = {
  dagLists: ['dags'] as const,
  dags: (filter: DagFilter) => ['dags', filter] as const,
  dag: (dagId: string) => ['dag', dagId] as const,
  structure: (dagId: string, version: number | null) => ['dag', dagId, 'structure', version] as const,
  allRuns: ['all-runs'] as const,
  allInstances: ['all-instances'] as const,
  allXcoms: ['all-xcoms'] as const,
  auditLog: ['audit-log'] as const,
  questions: ['questions'] as const,
  jobs: ['jobs'] as const,
  runsOf: (dagId: string) => ['runs', dagId] as const,
  lastRuns: (dagId: string) => ['runs', dagId, 'last'] as const,
  runList: (dagId: string) => ['runs', dagId, 'list'] as const,
  run: (dagId: string, runId: string) => ['run', dagId, runId] as const,
  tasks: (dagId: string, runId: string) => ['tasks', dagId, runId] as const,
  task: (dagId: string, runId: string, taskId: string) => ['task', dagId, runId, taskId] as const,
  dagCounts: ['dag-counts'] as const,
  variables: ['variables'] as const,
  connections: ['connections'] as const,
  pools: ['pools'] as const,
  pageConfig: ['page-config'] as const,
  favorites: ['favorites'] as const,
  overview: ['overview'] as const,
  importErrors: ['import-errors'] as const,
};
