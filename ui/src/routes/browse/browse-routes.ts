import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../root-route.tsx';
import { calendarSearch } from '../search.ts';
import {
  auditSearch,
  instancesSearch,
  jobsSearch,
  questionsSearch,
  runsSearch,
  scheduleSearch,
  workersSearch,
  xcomsSearch,
} from './search.ts';

const browse = createRoute({
  getParentRoute: () => rootRoute,
  path: '/browse',
  component: lazyRouteComponent(() => import('./browse-section.tsx'), 'BrowseSection'),
});

const index = createRoute({
  getParentRoute: () => browse,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/browse/runs', replace: true });
  },
});

const runs = createRoute({
  getParentRoute: () => browse,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
});

const instances = createRoute({
  getParentRoute: () => browse,
  path: '/task-instances',
  validateSearch: instancesSearch,
  component: lazyRouteComponent(() => import('./instances-page.tsx'), 'InstancesPage'),
});

const xcoms = createRoute({
  getParentRoute: () => browse,
  path: '/xcoms',
  validateSearch: xcomsSearch,
  component: lazyRouteComponent(() => import('./xcoms-page.tsx'), 'XComsPage'),
});

const audit = createRoute({
  getParentRoute: () => browse,
  path: '/audit-log',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
});

const questions = createRoute({
  getParentRoute: () => browse,
  path: '/required-actions',
  validateSearch: questionsSearch,
  component: lazyRouteComponent(() => import('./questions-page.tsx'), 'QuestionsPage'),
});

const jobs = createRoute({
  getParentRoute: () => browse,
  path: '/jobs',
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import('./jobs-page.tsx'), 'JobsPage'),
});

const workers = createRoute({
  getParentRoute: () => browse,
  path: '/workers',
  validateSearch: workersSearch,
  component: lazyRouteComponent(() => import('./workers-page.tsx'), 'WorkersPage'),
});

const calendar = createRoute({
  getParentRoute: () => browse,
  path: '/calendar',
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import('./calendar-page.tsx'), 'CalendarPage'),
});

const schedule = createRoute({
  getParentRoute: () => browse,
  path: '/schedule',
  validateSearch: scheduleSearch,
  component: lazyRouteComponent(() => import('./schedule-page.tsx'), 'SchedulePage'),
});

/** Everything that there is, over all DAGs. */
export const browseRoutes = browse.addChildren([
  index,
  runs,
  instances,
  xcoms,
  audit,
  questions,
  jobs,
  workers,
  calendar,
  schedule,
]);
