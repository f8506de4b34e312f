import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { mayOperate, sessionStore } from '#shared/api/session.ts';
import { rootRoute } from '../root-route.tsx';
import { connectionsSearch, poolsSearch, variablesSearch } from './search.ts';

const admin = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin-section.tsx'), 'AdminSection'),
});

/** The first page that the person may see. */
const index = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    const to = mayOperate(sessionStore.get().session?.role ?? '') ? '/admin/variables' : '/admin/pools';
    throw redirect({ to, replace: true });
  },
});

const variables = createRoute({
  getParentRoute: () => admin,
  path: '/variables',
  validateSearch: variablesSearch,
  component: lazyRouteComponent(() => import('./variables-page.tsx'), 'VariablesPage'),
});

const connections = createRoute({
  getParentRoute: () => admin,
  path: '/connections',
  validateSearch: connectionsSearch,
  component: lazyRouteComponent(() => import('./connections-page.tsx'), 'ConnectionsPage'),
});

const pools = createRoute({
  getParentRoute: () => admin,
  path: '/pools',
  validateSearch: poolsSearch,
  component: lazyRouteComponent(() => import('./pools-page.tsx'), 'PoolsPage'),
});

/** What the installation is run with. */
export const adminRoutes = admin.addChildren([index, variables, connections, pools]);
