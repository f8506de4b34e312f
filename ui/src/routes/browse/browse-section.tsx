import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

export function BrowseSection() {
  const { nav, browse } = useTexts();
  return <Section name={nav.browse} pages={[{ to: '/browse/runs', name: browse.runs }]} />;
}
