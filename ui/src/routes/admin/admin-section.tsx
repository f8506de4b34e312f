import { useMayOperate } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

/** Pages that the role may not read are not named. */
export function AdminSection() {
  const { nav, admin } = useTexts();
  const mayOperate = useMayOperate();
  const operated = [
    { to: '/admin/variables', name: admin.variables },
    { to: '/admin/connections', name: admin.connections },
  ] as const;
  return (
    <Section name={nav.admin} pages={[...(mayOperate ? operated : []), { to: '/admin/pools', name: admin.pools }]} />
  );
}
