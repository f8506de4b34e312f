import { Link } from '@tanstack/react-router';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { isHeldBack, toState } from '#shared/state/states.ts';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './tables.module.css';

/** The task instances of a run. */
export function TaskTable({ tasks }: { tasks: readonly TaskInstance[] }) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(tasks.some((task) => task.state === 'running'));
  return (
    <div className={classes.wrap}>
      <table className={classes.table}>
        <thead>
          <tr>
            {[
              texts.dag.state,
              texts.run.task,
              texts.run.operator,
              texts.run.attempt,
              texts.run.started,
              texts.run.duration,
            ].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={`${task.task_id}[${task.map_index}]`}>
              <td>
                <StateLabel state={toState(task.state)} />
                {isHeldBack(toState(task.state)) && (
                  <Link
                    className={classes.why}
                    to="/dags/$dagId/runs/$runId/tasks/$taskId"
                    params={{ dagId: task.dag_id, runId: task.dag_run_id, taskId: task.task_id }}
                    search={{ view: 'tasks', map: task.map_index >= 0 ? task.map_index : undefined, why: true }}
                    resetScroll={false}
                    aria-label={texts.why.of(task.task_display_name)}
                  >
                    {texts.why.button}
                  </Link>
                )}
              </td>
              <th scope="row">
                <Link
                  to="/dags/$dagId/runs/$runId/tasks/$taskId"
                  params={{ dagId: task.dag_id, runId: task.dag_run_id, taskId: task.task_id }}
                  search={{ view: 'tasks', map: task.map_index >= 0 ? task.map_index : undefined }}
                  resetScroll={false}
                >
                  {task.task_display_name}
                  {task.map_index >= 0 && ` [${task.rendered_map_index ?? task.map_index}]`}
                </Link>
              </th>
              <td>{task.operator_name ?? task.operator}</td>
              <td className={classes.number}>{task.try_number === 0 ? '' : task.try_number}</td>
              <td title={format.dateTime(task.start_date)}>{format.short(task.start_date)}</td>
              <td className={classes.number}>
                {format.duration(task.duration ?? elapsed(task.start_date, task.end_date, now))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
