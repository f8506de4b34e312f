import { Link } from '@tanstack/react-router';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './navigation.module.css';

/** The parts of the page, in the order in which they are shown. Names stand in the texts under `nav`. */
const PARTS = [
  { name: 'home', to: '/' },
  { name: 'dags', to: '/dags' },
  { name: 'assets', to: '/assets' },
  { name: 'browse', to: '/browse' },
  { name: 'admin', to: '/admin' },
] as const;

/** The bar at the left, on a phone at the foot. */
export function Navigation() {
  const texts = useTexts();
  return (
    <nav className={classes.bar} aria-label={texts.nav.label}>
      {PARTS.map(({ name, to }) => (
        <Link
          key={name}
          to={to}
          className={classes.part}
          activeOptions={{ exact: to === '/' }}
          activeProps={{ 'aria-current': 'page' }}
        >
          <Icon name={name} size={22} />
          {texts.nav[name]}
        </Link>
      ))}
      <a className={`${classes.part} ${classes.last}`} href="/docs" title={texts.nav.docsTitle}>
        <Icon name="docs" size={22} />
        {texts.nav.docs}
      </a>
    </nav>
  );
}
