import { Badge, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { RunBars } from '#features/runs/run-bars-view.tsx';
import type { Dag } from '#shared/api/queries/dags.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './dag-list.module.css';
import { DagSwitch } from './dag-switch.tsx';
import { scheduleText } from './schedule-text.ts';

export function DagRow({ dag, onTrigger }: { dag: Dag; onTrigger: (dagId: string) => void }) {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const next = dag.next_dagrun_run_after;
  return (
    <tr className={classes.row}>
      <td className={classes.switch}>
        <DagSwitch dagId={dag.dag_id} isPaused={dag.is_paused} />
      </td>
      <th scope="row" className={classes.name}>
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
      </th>
      <td data-label={texts.dags.schedule}>
        {dag.timetable_summary === null ? (
          <span className={classes.dim}>{texts.dags.noSchedule}</span>
        ) : (
          <span className="mono" title={dag.timetable_description ?? undefined}>
            {scheduleText(dag.timetable_summary, texts)}
          </span>
        )}
      </td>
      <td data-label={texts.dags.nextRun}>
        {next === null ? (
          <span className={classes.dim}>{texts.dags.nextRunNone}</span>
        ) : (
          <time dateTime={next} title={format.dateTime(next)}>
            {format.short(next)}
            <span className={classes.relative}>{format.relative(next)}</span>
          </time>
        )}
      </td>
      <td data-label={texts.dags.lastRuns} className={classes.runs}>
        <RunBars dagId={dag.dag_id} />
      </td>
      <td className={classes.actions}>
        {mayChange && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="play" size={14} />}
            aria-label={texts.dags.triggerDag(dag.dag_id)}
            onClick={() => onTrigger(dag.dag_id)}
          >
            {texts.dags.trigger}
          </Button>
        )}
      </td>
    </tr>
  );
}
