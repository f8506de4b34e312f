import { useQuery } from '@tanstack/react-query';
import { pageConfigQuery } from '#shared/api/queries/admin.ts';
import { useIsAdmin, useMayOperate } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

/** Pages that the role may not read, or that the server does not show, are not named. */
export function AdminSection() {
  const { nav, admin } = useTexts();
  const mayOperate = useMayOperate();
  const isAdmin = useIsAdmin();
  const { data } = useQuery(pageConfigQuery);
  const pages = [
    { to: '/admin/variables', name: admin.variables, isShown: mayOperate },
    { to: '/admin/connections', name: admin.connections, isShown: mayOperate },
    { to: '/admin/pools', name: admin.pools, isShown: true },
    { to: '/admin/users', name: admin.users, isShown: isAdmin },
    { to: '/admin/roles', name: admin.roles, isShown: isAdmin },
    { to: '/admin/config', name: admin.config, isShown: mayOperate && data?.expose_config === true },
    { to: '/admin/providers', name: admin.providers, isShown: true },
    { to: '/admin/plugins', name: admin.plugins, isShown: true },
    { to: '/admin/licences', name: admin.licences, isShown: true },
  ] as const;
  return <Section name={nav.admin} pages={pages.filter(({ isShown }) => isShown)} />;
}
