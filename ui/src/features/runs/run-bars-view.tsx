import { useInViewport } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LAST_RUNS, lastRunsQuery } from '#shared/api/queries/last-runs.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES } from '#shared/state/states.ts';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './run-bars.module.css';
import { runBars } from './run-bars.ts';

/** Height that the duration adds above the mark. px */
const TALLEST = 22;

/** The last runs of a DAG, each a link. They are asked for when the row comes into view. */
export function RunBars({ dagId }: { dagId: string }) {
  const texts = useTexts();
  const format = useFormat();
  const { ref, inViewport } = useInViewport<HTMLUListElement>();
  const { data } = useQuery({ ...lastRunsQuery(dagId), enabled: inViewport });
  const runs = data ?? [];
  const now = useNow(inViewport && runs.some((run) => run.state === 'running'));
  const bars = runBars(runs, LAST_RUNS, now);
  return (
    <ul ref={ref} className={classes.bars} aria-label={texts.dags.lastRunsOf(dagId)}>
      {data !== undefined && bars.length === 0 && <li className={classes.none}>{texts.dags.noRuns}</li>}
      {bars.map((bar) => {
        const words = [
          texts.state[bar.state],
          format.short(bar.logicalDate ?? bar.runAfter),
          format.duration(bar.duration),
        ];
        const label = words.filter((word) => word !== '').join(', ');
        return (
          <li key={bar.runId}>
            <Link
              to="/dags/$dagId/runs/$runId"
              params={{ dagId, runId: bar.runId }}
              className={classes.bar}
              aria-label={label}
              title={`${bar.runId}\n${label}`}
              data-state={bar.state}
            >
              <span style={{ height: Math.round(bar.height * TALLEST), background: STATES[bar.state].colour }} />
              <StateMark state={bar.state} size={14} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
