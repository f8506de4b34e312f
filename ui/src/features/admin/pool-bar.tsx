import type { Pool } from '#shared/api/queries/admin.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES } from '#shared/state/states.ts';
import classes from './pool-bar.module.css';
import { slotsOf } from './pool-slots.ts';

/** How the slots of a pool are taken, as a bar; its counts stand below it. */
export function PoolBar({ pool }: { pool: Pool }) {
  const texts = useTexts();
  const { slots, taken, waiting, parts } = slotsOf(pool);
  const name = slots === null ? texts.admin.takenOfAny(taken) : texts.admin.takenOf(taken, slots);
  return (
    <div>
      <div className={classes.bar} role="img" aria-label={name}>
        {parts
          .filter(({ part }) => part !== 'open')
          .map(({ part, share }) => (
            <span
              key={part}
              className={classes.part}
              style={{ width: `${share * 100}%`, background: part === 'open' ? 'none' : STATES[part].colour }}
            />
          ))}
      </div>
      <div className={classes.counts}>
        {parts.map(({ part, count }) => (
          <span key={part}>
            {part !== 'open' && <StateMark state={part} size={14} />}
            {texts.admin.slotCount[part](count)}
          </span>
        ))}
        {waiting > 0 && (
          <span>
            <StateMark state="scheduled" size={14} />
            {texts.admin.slotCount.scheduled(waiting)}
          </span>
        )}
      </div>
    </div>
  );
}
