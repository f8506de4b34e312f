import { Link } from '@tanstack/react-router';
import type { Run } from '#shared/api/queries/runs.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './tables.module.css';

/** The runs of a DAG, newest first. */
export function RunTable({ runs }: { runs: readonly Run[] }) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(runs.some((run) => run.state === 'running'));
  return (
    <div className={classes.wrap}>
      <table className={classes.table}>
        <thead>
          <tr>
            {[
              texts.dag.state,
              texts.dag.runId,
              texts.dag.type,
              texts.dag.logicalDate,
              texts.dag.started,
              texts.dag.duration,
            ].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.dag_run_id}>
              <td>
                <StateLabel state={toState(run.state)} />
              </td>
              <th scope="row">
                <Link to="/dags/$dagId/runs/$runId" params={{ dagId: run.dag_id, runId: run.dag_run_id }}>
                  {run.dag_run_id}
                </Link>
              </th>
              <td>{texts.runType[run.run_type]}</td>
              <td title={format.dateTime(run.logical_date)}>{format.short(run.logical_date)}</td>
              <td title={format.dateTime(run.start_date)}>{format.short(run.start_date)}</td>
              <td className={classes.number}>
                {format.duration(run.duration ?? elapsed(run.start_date, run.end_date, now))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
