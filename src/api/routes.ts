/** Every route of the REST API v2, in the order of its description. */
import type { Routes } from '#http/server-parts.ts';
import { assetEventRoutes } from './assets/event-routes.ts';
import { materializeRoute } from './assets/materialize.ts';
import { queuedEventRoutes } from './assets/queued-routes.ts';
import { assetRoutes } from './assets/routes.ts';
import { assistantRoutes } from './assistant/routes.ts';
import { backfillRoutes } from './backfills/routes.ts';
import { bundleRoutes } from './bundles/routes.ts';
import { calendarRoutes } from './calendar/routes.ts';
import { configRoutes } from './config/routes.ts';
import { enqueueTestRoutes } from './connections/enqueue-test.ts';
import { connectionRoutes } from './connections/routes.ts';
import { rerunRoutes } from './dag-runs/rerun-run.ts';
import { dagRunRoutes } from './dag-runs/routes.ts';
import { dagStatsRoutes } from './dag-stats/routes.ts';
import { dagTagRoutes } from './dag-tags/routes.ts';
import { dagVersionRoutes } from './dag-versions/routes.ts';
import { dagWarningRoutes } from './dag-warnings/routes.ts';
import { deleteDagRoute } from './dags/delete-dag.ts';
import { favoriteRoutes } from './dags/favorites.ts';
import { parseFileRoute } from './dags/parse-file.ts';
import { dagRoutes } from './dags/routes.ts';
import { eventLogRoutes } from './event-logs/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { extraLinkRoutes } from './extra-links/routes.ts';
import { gridRoutes } from './grid/routes.ts';
import { hitlRoutes } from './hitl/routes.ts';
import { importErrorRoutes } from './import-errors/routes.ts';
import { jobRoutes } from './jobs/routes.ts';
import { addComponents } from './list/schemas.ts';
import { logRangeRoute } from './logs/range-route.ts';
import { logRoutes } from './logs/routes.ts';
import { monitorRoutes } from './monitor/routes.ts';
import { noticeRoutes } from './notices/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import { pageRoutes } from './page/routes.ts';
import { planRoutes } from './plans/routes.ts';
import { pluginRoutes } from './plugins/routes.ts';
import { poolRoutes } from './pools/routes.ts';
import { providerRoutes } from './providers/routes.ts';
import { quarantineRoutes } from './quarantine/routes.ts';
import { replayRoutes } from './replays/routes.ts';
import { scheduleRoutes } from './schedule/routes.ts';
import { simulationRoutes } from './simulation/routes.ts';
import { assetStateRoutes } from './state-stores/asset-routes.ts';
import { taskStateRoutes } from './state-stores/task-routes.ts';
import { bulkInstancesRoute } from './task-instances/bulk.ts';
import { clearRoute } from './task-instances/clear.ts';
import { deleteInstanceRoute } from './task-instances/delete.ts';
import { dependenciesRoutes } from './task-instances/dependencies.ts';
import { explanationRoute } from './task-instances/explanation.ts';
import { markRoutes } from './task-instances/mark.ts';
import { taskInstanceRoutes } from './task-instances/routes.ts';
import { triesRoutes } from './task-instances/tries-routes.ts';
import { usageRoute } from './task-instances/usage.ts';
import { taskRoutes } from './tasks/routes.ts';
import { userRoutes } from './users/routes.ts';
import { variableRoutes } from './variables/routes.ts';
import { workerRoutes } from './workers/routes.ts';
import { xcomRoutes } from './xcoms/routes.ts';
import { xcomWriteRoutes } from './xcoms/write-routes.ts';

/** For `createHttpServer`. The components go first: the schemas of the routes refer to them. */
export const API_ROUTES: readonly Routes[] = [
  addComponents,
  assistantRoutes,
  assetRoutes,
  assetEventRoutes,
  materializeRoute,
  assetStateRoutes,
  queuedEventRoutes,
  backfillRoutes,
  bundleRoutes,
  configRoutes,
  connectionRoutes,
  enqueueTestRoutes,
  dagRoutes,
  deleteDagRoute,
  parseFileRoute,
  favoriteRoutes,
  dagWarningRoutes,
  dagRunRoutes,
  rerunRoutes,
  dagStatsRoutes,
  dagTagRoutes,
  dagVersionRoutes,
  eventLogRoutes,
  eventRoutes,
  extraLinkRoutes,
  importErrorRoutes,
  jobRoutes,
  logRoutes,
  logRangeRoute,
  monitorRoutes,
  noticeRoutes,
  pageRoutes,
  overviewRoutes,
  calendarRoutes,
  planRoutes,
  pluginRoutes,
  poolRoutes,
  providerRoutes,
  quarantineRoutes,
  replayRoutes,
  scheduleRoutes,
  simulationRoutes,
  taskInstanceRoutes,
  taskStateRoutes,
  triesRoutes,
  usageRoute,
  dependenciesRoutes,
  explanationRoute,
  markRoutes,
  clearRoute,
  bulkInstancesRoute,
  deleteInstanceRoute,
  gridRoutes,
  hitlRoutes,
  taskRoutes,
  userRoutes,
  variableRoutes,
  workerRoutes,
  xcomRoutes,
  xcomWriteRoutes,
];
