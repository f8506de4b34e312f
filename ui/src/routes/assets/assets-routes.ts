import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../root-route.tsx';
import { assetsSearch } from './search.ts';

const section = createRoute({
  getParentRoute: () => rootRoute,
  path: '/assets',
  component: lazyRouteComponent(() => import('./assets-section.tsx'), 'AssetsSection'),
});

const list = createRoute({
  getParentRoute: () => section,
  path: '/',
  validateSearch: assetsSearch,
  component: lazyRouteComponent(() => import('./assets-page.tsx'), 'AssetsPage'),
});

const graph = createRoute({
  getParentRoute: () => section,
  path: '/graph',
  component: lazyRouteComponent(() => import('./asset-graph-page.tsx'), 'AssetGraphPage'),
});

const one = createRoute({
  getParentRoute: () => section,
  path: '/$assetId',
  component: lazyRouteComponent(() => import('./asset-page.tsx'), 'AssetPage'),
});

/** Assets: what tasks make and schedules wait for. */
export const assetsRoutes = section.addChildren([list, graph, one]);
