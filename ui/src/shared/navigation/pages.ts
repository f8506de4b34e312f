/** The pages of the parts that have several, as their navigation and the palette name them. */
import { useIsAdmin, useMayOperate } from '../api/use-session.ts';
import { useTexts } from '../preferences/use-preferences.ts';

export function useBrowsePages() {
  const { browse, calendar, dagPages, task } = useTexts();
  return [
    { to: '/browse/runs', name: browse.runs },
    { to: '/browse/task-instances', name: browse.instances },
    { to: '/browse/required-actions', name: browse.questions },
    { to: '/browse/calendar', name: dagPages.calendar },
    { to: '/browse/schedule', name: calendar.trySchedule },
    { to: '/browse/xcoms', name: task.xcom },
    { to: '/browse/audit-log', name: browse.audit },
    { to: '/browse/jobs', name: browse.jobs },
    { to: '/browse/workers', name: browse.workers },
  ] as const;
}

/** Lists whose filters can be kept under a name, by the name of the list. */
export function useLists() {
  const { admin, assets, browse, dags, task } = useTexts();
  return [
    { name: 'dags', to: '/dags', title: dags.title },
    { name: 'runs', to: '/browse/runs', title: browse.runs },
    { name: 'task-instances', to: '/browse/task-instances', title: browse.instances },
    { name: 'required-actions', to: '/browse/required-actions', title: browse.questions },
    { name: 'xcoms', to: '/browse/xcoms', title: task.xcom },
    { name: 'audit-log', to: '/browse/audit-log', title: browse.audit },
    { name: 'jobs', to: '/browse/jobs', title: browse.jobs },
    { name: 'assets', to: '/assets', title: assets.list },
    { name: 'variables', to: '/admin/variables', title: admin.variables },
    { name: 'connections', to: '/admin/connections', title: admin.connections },
    { name: 'pools', to: '/admin/pools', title: admin.pools },
    { name: 'users', to: '/admin/users', title: admin.users },
  ] as const;
}

/** Pages that the role may not read are not named. */
export function useAdminPages() {
  const { admin } = useTexts();
  const mayOperate = useMayOperate();
  const isAdmin = useIsAdmin();
  const pages = [
    { to: '/admin/variables', name: admin.variables, isShown: mayOperate },
    { to: '/admin/connections', name: admin.connections, isShown: mayOperate },
    { to: '/admin/pools', name: admin.pools, isShown: true },
    { to: '/admin/users', name: admin.users, isShown: isAdmin },
    { to: '/admin/roles', name: admin.roles, isShown: isAdmin },
    { to: '/admin/config', name: admin.config, isShown: mayOperate },
    { to: '/admin/providers', name: admin.providers, isShown: true },
    { to: '/admin/plugins', name: admin.plugins, isShown: true },
    { to: '/admin/licences', name: admin.licences, isShown: true },
  ] as const;
  return pages.filter(({ isShown }) => isShown);
}
