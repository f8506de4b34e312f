import { Link, type LinkProps, Outlet } from '@tanstack/react-router';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './section.module.css';

interface Props {
  readonly name: string;
  readonly pages: readonly { to: LinkProps['to']; name: string }[];
}

/** A part of the page with pages of its own: their names above, one of them below. */
export function Section({ name, pages }: Props) {
  const texts = useTexts();
  return (
    <>
      <nav className={classes.pages} aria-label={texts.nav.section(name)}>
        {pages.map((page) => (
          <Link key={page.to} to={page.to} className={classes.page} activeProps={{ 'aria-current': 'page' }}>
            {page.name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
