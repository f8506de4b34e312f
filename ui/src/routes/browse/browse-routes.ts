import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../root-route.tsx';
import { runsSearch } from './search.ts';

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

/** Everything that there is, over all DAGs. */
export const browseRoutes = browse.addChildren([index, runs]);
