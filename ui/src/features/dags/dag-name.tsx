import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Dag } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './dag-list.module.css';

/** Its name, its tags and owners, each of which filters the list, and what it is for. */
export function DagName({ dag }: { dag: Dag }) {
  const texts = useTexts();
  return (
    <div className={classes.name}>
      <Link to="/dags/$dagId" params={{ dagId: dag.dag_id }}>
        {dag.dag_display_name}
      </Link>
      <span className={classes.tags}>
        {dag.is_stale && (
          <Badge size="sm" color="orange" variant="light">
            {texts.dags.stale}
          </Badge>
        )}
        {dag.tags.map((tag) => (
          <Link key={tag.name} to="/dags" search={{ tag: tag.name }} className={classes.tag}>
            {tag.name}
          </Link>
        ))}
      </span>
      {dag.description && <span className={classes.description}>{dag.description}</span>}
    </div>
  );
}

export function Owners({ dag }: { dag: Dag }) {
  return dag.owners.map((owner, place) => (
    <span key={owner}>
      {place > 0 && ', '}
      <Link to="/dags" search={{ owner }}>
        {owner}
      </Link>
    </span>
  ));
}
