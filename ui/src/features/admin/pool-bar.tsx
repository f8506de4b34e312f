import { Link } from '@tanstack/react-router';
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
        {parts.map(({ part, count }) =>
          part === 'open' ? (
            <span key={part}>{texts.admin.slotCount.open(count)}</span>
          ) : (
            <Holders key={part} pool={pool.name} state={part} count={count} />
          ),
        )}
        {waiting > 0 && <Holders pool={pool.name} state="scheduled" count={waiting} />}
      </div>
    </div>
  );
}

interface HoldersProps {
  readonly pool: string;
  readonly state: 'running' | 'queued' | 'deferred' | 'scheduled';
  readonly count: number;
}

/** How many slots the tasks of a state take, or wait for; leads to these tasks. */
function Holders({ pool, state, count }: HoldersProps) {
  const texts = useTexts();
  return (
    <Link to="/browse/task-instances" search={{ pool, state }}>
      <StateMark state={state} size={14} />
      {texts.admin.slotCount[state](count)}
    </Link>
  );
}
