import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../root-route.tsx';
import { gridSearch } from './search.ts';

const dag = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dags/$dagId',
  component: lazyRouteComponent(() => import('./dag-section.tsx'), 'DagSection'),
});

const grid = createRoute({
  getParentRoute: () => dag,
  path: '/',
  validateSearch: gridSearch,
  beforeLoad: ({ search, params }) => {
    if (search.view === 'graph') throw redirect({ to: '/dags/$dagId/graph', params, replace: true });
  },
  component: lazyRouteComponent(() => import('./grid-page.tsx'), 'GridPage'),
});

const graph = createRoute({
  getParentRoute: () => dag,
  path: '/graph',
  component: lazyRouteComponent(() => import('./graph-page.tsx'), 'DagGraphPage'),
});

const runs = createRoute({
  getParentRoute: () => dag,
  path: '/runs',
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'DagRunsPage'),
});

/** A DAG: its runs, tasks, code, and how it has been doing. */
export const dagRoutes = dag.addChildren([grid, graph, runs]);
