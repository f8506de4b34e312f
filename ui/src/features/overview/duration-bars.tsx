import { Link } from '@tanstack/react-router';
import classes from '#features/charts/charts.module.css';
import { mean, median } from '#features/charts/series.ts';
import type { Run } from '#shared/api/queries/runs.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES, toState } from '#shared/state/states.ts';
import { useNow } from '#shared/widgets/use-now.ts';

const SHOWN = 30;
const TALLEST = 140;
/** Below each bar. */
const MARK = 14;

/** What the last runs waited and took, the oldest first, with the mean and the median of what they took. */
export function DurationBars({ runs }: { runs: readonly Run[] }) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(runs.some((run) => run.state === 'running'));
  const bars = runs
    .slice(0, SHOWN)
    .toReversed()
    .map((run) => ({
      run,
      waited: elapsed(run.queued_at, run.start_date, now) ?? 0,
      took: elapsed(run.start_date, run.end_date, now) ?? 0,
    }));
  const longest = Math.max(0.001, ...bars.map(({ waited, took }) => waited + took));
  const ended = bars.filter(({ run }) => run.end_date !== null).map(({ took }) => took);
  const height = (seconds: number) => (seconds / longest) * TALLEST;
  return (
    <div className={classes.plot}>
      <ul className={classes.bars} aria-label={texts.overview.bars}>
        {bars.map(({ run, waited, took }) => {
          const state = toState(run.state);
          const words = texts.overview.bar(
            run.dag_run_id,
            texts.state[state],
            format.duration(waited),
            format.duration(took),
          );
          return (
            <li key={run.dag_run_id}>
              <Link
                to="/dags/$dagId/runs/$runId"
                params={{ dagId: run.dag_id, runId: run.dag_run_id }}
                className={classes.bar}
                aria-label={words}
                title={words}
              >
                <span className={classes.queue} style={{ height: height(waited) }} />
                <span style={{ height: Math.max(3, height(took)), background: STATES[state].colour }} />
                <StateMark state={state} size={MARK} />
              </Link>
            </li>
          );
        })}
      </ul>
      {ended.length > 1 && (
        <>
          <Line bottom={height(mean(ended))} text={texts.overview.mean(format.duration(mean(ended)))} />
          <Line bottom={height(median(ended))} text={texts.overview.median(format.duration(median(ended)))} isMedian />
        </>
      )}
    </div>
  );
}

function Line({ bottom, text, isMedian = false }: { bottom: number; text: string; isMedian?: boolean }) {
  return (
    <div className={classes.line} style={{ bottom: bottom + MARK }} data-median={isMedian || undefined}>
      <span>{text}</span>
    </div>
  );
}
