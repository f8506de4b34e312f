import { Breadcrumbs } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTexts } from '#shared/preferences/use-preferences.ts';

/** The way up from here: all DAGs, then the DAG. */
export function Trail({ dagId }: { dagId?: string }) {
  const texts = useTexts();
  return (
    <nav aria-label={texts.common.back}>
      <Breadcrumbs>
        <Link to="/dags">{texts.shell.dags}</Link>
        {dagId !== undefined && (
          <Link to="/dags/$dagId" params={{ dagId }}>
            {dagId}
          </Link>
        )}
      </Breadcrumbs>
    </nav>
  );
}
