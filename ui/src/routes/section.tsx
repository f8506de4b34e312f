import { Link, type LinkProps, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './section.module.css';

interface Props {
  readonly name: string;
  /** `isExact`: it is the present one only at its very address, and not above pages of its own. */
  readonly pages: readonly { to: LinkProps['to']; name: string; isExact?: boolean }[];
}

/** A part of the page with pages of its own: their names above, one of them below. */
export function Section({ name, pages }: Props) {
  const texts = useTexts();
  const row = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the row is wider than the window. `pages`: a name may have come before it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page that is open changes with the address
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [pathname, pages.length]);
  return (
    <>
      <nav ref={row} className={classes.pages} aria-label={texts.nav.section(name)}>
        {pages.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            // What stands in the address already: of which DAG these pages are.
            params
            className={classes.page}
            activeOptions={{ exact: page.isExact ?? false, includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {page.name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
