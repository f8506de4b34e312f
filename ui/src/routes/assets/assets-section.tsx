import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

export function AssetsSection() {
  const { nav, assets } = useTexts();
  return (
    <Section
      name={nav.assets}
      pages={[
        { to: '/assets', name: assets.list, isExact: true },
        { to: '/assets/graph', name: assets.graph },
      ]}
    />
  );
}
