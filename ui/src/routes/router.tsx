/** Every address of the page. Each route is a file of its own that arrives when it is first shown. */
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { adminRoutes } from './admin/admin-routes.ts';
import { assetsRoutes } from './assets/assets-routes.ts';
import { browseRoutes } from './browse/browse-routes.ts';
import { dagRoutes } from './dag/dag-routes.ts';
import { homeSearch } from './home/search.ts';
import { rootRoute } from './root-route.tsx';
import { dagsSearch, runSearch, taskSearch } from './search.ts';

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
});

const dagsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dags',
  validateSearch: dagsSearch,
  component: lazyRouteComponent(() => import('./dags-page.tsx'), 'DagsPage'),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dags/$dagId/runs/$runId',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
});

const taskRoute = createRoute({
  getParentRoute: () => runRoute,
  path: '/tasks/$taskId',
  validateSearch: taskSearch,
  component: lazyRouteComponent(() => import('./task-page.tsx'), 'TaskPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    dagsRoute,
    dagRoutes,
    runRoute.addChildren([taskRoute]),
    browseRoutes,
    assetsRoutes,
    adminRoutes,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
