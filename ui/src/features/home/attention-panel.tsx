import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { attentionQuery, waitingForPeopleQuery } from '#shared/api/queries/overview.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { Instant } from '#shared/widgets/instant.tsx';
import classes from './home.module.css';
import { Asked, Panel, ShortList } from './panel.tsx';

/** DAGs that fail, then DAGs that are late. */
export function AttentionPanel() {
  const texts = useTexts();
  const format = useFormat();
  const query = useQuery(attentionQuery);
  return (
    <Panel title={texts.home.attention}>
      <Asked query={query}>
        {({ failing, late }) =>
          failing.length + late.length === 0 ? (
            <p className={classes.empty}>{texts.home.allWell}</p>
          ) : (
            <ul className={classes.list}>
              {failing.map((one) => (
                <li key={`failing ${one.dag_id}`}>
                  <StateMark state="failed" />
                  <Link to="/dags/$dagId" params={{ dagId: one.dag_id }}>
                    {one.dag_display_name}
                  </Link>
                  <span className={classes.aside}>
                    <Link to="/dags/$dagId/runs/$runId" params={{ dagId: one.dag_id, runId: one.dag_run_id }}>
                      {texts.home.failedRun}
                    </Link>{' '}
                    <Instant iso={one.end_date} />
                  </span>
                </li>
              ))}
              {late.map((one) => (
                <li key={`late ${one.dag_id}`}>
                  <StateMark state="scheduled" />
                  <Link to="/dags/$dagId" params={{ dagId: one.dag_id }}>
                    {one.dag_display_name}
                  </Link>
                  <span className={classes.aside}>{texts.home.late(format.relative(one.next_dagrun_run_after))}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}

/** Task instances that wait for the answer of a person. */
export function PeoplePanel() {
  const texts = useTexts();
  const query = useQuery(waitingForPeopleQuery);
  return (
    <Panel title={texts.home.people}>
      <ShortList
        query={query}
        keyOf={({ task_instance: one }) => one.id}
        empty={texts.home.noPeople}
        row={({ subject, created_at: asked, task_instance: one }) => (
          <>
            <StateMark state="awaiting_input" />
            <Link
              to="/dags/$dagId/runs/$runId/tasks/$taskId"
              params={{ dagId: one.dag_id, runId: one.dag_run_id, taskId: one.task_id }}
              search={one.map_index < 0 ? {} : { map: one.map_index }}
            >
              {subject || one.task_id}
            </Link>
            <span className={classes.aside}>
              <Instant iso={asked} />
            </span>
          </>
        )}
      />
    </Panel>
  );
}
