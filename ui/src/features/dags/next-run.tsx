import type { Dag } from '#shared/api/queries/dags.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Instant } from '#shared/widgets/instant.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './dag-list.module.css';

/** When the schedule makes the next run, and how long that is from now. */
export function NextRun({ dag }: { dag: Dag }) {
  const texts = useTexts();
  const next = dag.next_dagrun_run_after;
  if (next === null) return <span className={classes.dim}>{texts.dags.nextRunNone}</span>;
  return (
    <>
      <Instant iso={next} />
      {/* Of one that is switched off nothing is due. */}
      {!dag.is_paused && <Countdown iso={next} />}
    </>
  );
}

function Countdown({ iso }: { iso: string }) {
  const texts = useTexts();
  const format = useFormat();
  const seconds = (Date.parse(iso) - useNow(true)) / 1000;
  const length = format.duration(Math.abs(Math.round(seconds)));
  return <span className={classes.below}>{seconds >= 0 ? texts.dags.dueIn(length) : texts.dags.dueSince(length)}</span>;
}
