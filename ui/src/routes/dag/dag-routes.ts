import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { graphSearch } from '#features/graph/graph-search.ts';
import { rootRoute } from '../root-route.tsx';
import { calendarSearch } from '../search.ts';
import { backfillsSearch, codeSearch, gridSearch, overviewSearch, runsSearch, tasksSearch } from './search.ts';

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
  validateSearch: graphSearch,
  component: lazyRouteComponent(() => import('./graph-page.tsx'), 'DagGraphPage'),
});

const runs = createRoute({
  getParentRoute: () => dag,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'DagRunsPage'),
});

const overview = createRoute({
  getParentRoute: () => dag,
  path: '/overview',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});

const tasks = createRoute({
  getParentRoute: () => dag,
  path: '/tasks',
  validateSearch: tasksSearch,
  component: lazyRouteComponent(() => import('./tasks-page.tsx'), 'TasksPage'),
});

const code = createRoute({
  getParentRoute: () => dag,
  path: '/code',
  validateSearch: codeSearch,
  component: lazyRouteComponent(() => import('./code-page.tsx'), 'CodePage'),
});

const docs = createRoute({
  getParentRoute: () => dag,
  path: '/docs',
  component: lazyRouteComponent(() => import('./docs-page.tsx'), 'DocsPage'),
});

const durations = createRoute({
  getParentRoute: () => dag,
  path: '/durations',
  component: lazyRouteComponent(() => import('./lines-pages.tsx'), 'DurationsPage'),
});

const landing = createRoute({
  getParentRoute: () => dag,
  path: '/landing',
  component: lazyRouteComponent(() => import('./lines-pages.tsx'), 'LandingPage'),
});

const backfills = createRoute({
  getParentRoute: () => dag,
  path: '/backfills',
  validateSearch: backfillsSearch,
  component: lazyRouteComponent(() => import('./backfills-page.tsx'), 'BackfillsPage'),
});

const calendar = createRoute({
  getParentRoute: () => dag,
  path: '/calendar',
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import('./calendar-page.tsx'), 'DagCalendarPage'),
});

const events = createRoute({
  getParentRoute: () => dag,
  path: '/events',
  component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
});

const details = createRoute({
  getParentRoute: () => dag,
  path: '/details',
  component: lazyRouteComponent(() => import('./details-page.tsx'), 'DetailsPage'),
});

/** A DAG: its runs, tasks, code, and how it has been doing. */
export const dagRoutes = dag.addChildren([
  grid,
  overview,
  graph,
  runs,
  tasks,
  code,
  durations,
  landing,
  calendar,
  backfills,
  events,
  details,
  docs,
]);
