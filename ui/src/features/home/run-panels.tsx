import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DagSwitch } from '#features/dags/dag-switch.tsx';
import { RunBars } from '#features/runs/run-bars-view.tsx';
import { favoritesQuery } from '#shared/api/queries/dags.ts';
import { newestAssetEventsQuery, runningNowQuery } from '#shared/api/queries/overview.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { Instant } from '#shared/widgets/instant.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './home.module.css';
import { Panel, ShortList } from './panel.tsx';

export function RunningPanel() {
  const texts = useTexts();
  const format = useFormat();
  const query = useQuery(runningNowQuery);
  const now = useNow((query.data?.length ?? 0) > 0);
  return (
    <Panel title={texts.home.running}>
      <ShortList
        query={query}
        keyOf={(run) => `${run.dag_id}/${run.dag_run_id}`}
        empty={texts.home.noRunning}
        row={(run) => (
          <>
            <StateMark state="running" />
            <span>{run.dag_id}</span>
            <Link to="/dags/$dagId/runs/$runId" params={{ dagId: run.dag_id, runId: run.dag_run_id }}>
              {run.dag_run_id}
            </Link>
            <span className={classes.aside}>{format.duration(elapsed(run.start_date, null, now))}</span>
          </>
        )}
      />
    </Panel>
  );
}

export function PinnedPanel() {
  const texts = useTexts();
  const query = useQuery(favoritesQuery);
  return (
    <Panel title={texts.home.pinned}>
      <ShortList
        query={query}
        keyOf={(dag) => dag.dag_id}
        empty={texts.home.noPinned}
        row={(dag) => (
          <>
            <DagSwitch dagId={dag.dag_id} isPaused={dag.is_paused} />
            <Link to="/dags/$dagId" params={{ dagId: dag.dag_id }}>
              {dag.dag_display_name}
            </Link>
            <span className={classes.aside}>
              <RunBars dagId={dag.dag_id} />
            </span>
          </>
        )}
      />
    </Panel>
  );
}

export function AssetEventsPanel() {
  const texts = useTexts();
  const query = useQuery(newestAssetEventsQuery);
  return (
    <Panel title={texts.home.assetEvents}>
      <ShortList
        query={query}
        keyOf={(event) => event.id}
        empty={texts.home.noAssetEvents}
        row={(event) => (
          <>
            <span>{event.name ?? event.uri}</span>
            {event.source_dag_id && event.source_run_id && (
              <Link to="/dags/$dagId/runs/$runId" params={{ dagId: event.source_dag_id, runId: event.source_run_id }}>
                {event.source_dag_id}
              </Link>
            )}
            <span className={classes.aside}>
              <Instant iso={event.timestamp} />
            </span>
          </>
        )}
      />
    </Panel>
  );
}
