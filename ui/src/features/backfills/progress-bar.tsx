import type { BackfillRow } from '#shared/api/queries/backfills.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { type AnyState, STATES } from '#shared/state/states.ts';
import { type OtherPart, partsOf } from './progress.ts';
import classes from './progress-bar.module.css';

const isOther = (part: AnyState | OtherPart): part is OtherPart => !(part in STATES);
/** Their turn has not come: the bar stays empty there. */
const isOpen = (part: AnyState | OtherPart): boolean => part === 'waiting' || part === 'neverMade';

/** How far a backfill has come, as a bar; its counts stand below it. */
export function ProgressBar({ backfill }: { backfill: BackfillRow }) {
  const texts = useTexts();
  const { total, done, parts } = partsOf(backfill);
  return (
    <div>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={texts.backfill.name(backfill.id)}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={texts.backfill.progress(done, total)}
      >
        {parts
          .filter(({ part }) => !isOpen(part))
          .map(({ part, count }) => (
            <span
              key={part}
              className={isOther(part) ? `${classes.part} ${classes.other}` : classes.part}
              style={{ width: `${(count / total) * 100}%`, ...(!isOther(part) && { background: STATES[part].colour }) }}
            />
          ))}
      </div>
      <div className={classes.counts}>
        <strong>{texts.backfill.progress(done, total)}</strong>
        {parts.map(({ part, count }) =>
          isOther(part) ? (
            <span key={part}>{texts.backfill.part[part](count)}</span>
          ) : (
            <span key={part}>
              <StateMark state={part} size={14} />
              {`${count} ${texts.state[part]}`}
            </span>
          ),
        )}
      </div>
    </div>
  );
}
