import { useAdminPages } from '#shared/navigation/pages.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

export function AdminSection() {
  const { nav } = useTexts();
  return <Section name={nav.admin} pages={useAdminPages()} />;
}
