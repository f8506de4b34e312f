import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { mayOperate, sessionStore } from '#shared/api/session.ts';
import { rootRoute } from '../root-route.tsx';
import {
  configSearch,
  connectionsSearch,
  licencesSearch,
  poolsSearch,
  usersSearch,
  variablesSearch,
} from './search.ts';

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

const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
});

const roles = createRoute({
  getParentRoute: () => admin,
  path: '/roles',
  component: lazyRouteComponent(() => import('./roles-page.tsx'), 'RolesPage'),
});

const config = createRoute({
  getParentRoute: () => admin,
  path: '/config',
  validateSearch: configSearch,
  component: lazyRouteComponent(() => import('./config-page.tsx'), 'ConfigPage'),
});

const providers = createRoute({
  getParentRoute: () => admin,
  path: '/providers',
  component: lazyRouteComponent(() => import('./providers-page.tsx'), 'ProvidersPage'),
});

const plugins = createRoute({
  getParentRoute: () => admin,
  path: '/plugins',
  component: lazyRouteComponent(() => import('./plugins-page.tsx'), 'PluginsPage'),
});

const licences = createRoute({
  getParentRoute: () => admin,
  path: '/licences',
  validateSearch: licencesSearch,
  component: lazyRouteComponent(() => import('./licences-page.tsx'), 'LicencesPage'),
});

/** What the installation is run with. */
export const adminRoutes = admin.addChildren([
  index,
  variables,
  connections,
  pools,
  users,
  roles,
  config,
  providers,
  plugins,
  licences,
]);
