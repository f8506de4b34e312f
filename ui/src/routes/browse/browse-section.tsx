import { useBrowsePages } from '#shared/navigation/pages.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

export function BrowseSection() {
  const { nav } = useTexts();
  return <Section name={nav.browse} pages={useBrowsePages()} />;
}
