import type { Dag } from '#shared/api/queries/dags.ts';
import { useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './dag-list.module.css';
import { scheduleText } from './schedule-text.ts';
import { scheduleWords } from './schedule-words.ts';

/** As it is written, and below in words where there are some. */
export function ScheduleCell({ dag }: { dag: Dag }) {
  const texts = useTexts();
  const language = useLanguage();
  const summary = dag.timetable_summary;
  if (summary === null) return <span className={classes.dim}>{texts.dags.noSchedule}</span>;
  const words = scheduleWords(summary, language, texts);
  return (
    <span title={dag.timetable_description ?? undefined}>
      <span className="mono">{scheduleText(summary, texts)}</span>
      {words !== null && <span className={classes.below}>{words}</span>}
    </span>
  );
}
