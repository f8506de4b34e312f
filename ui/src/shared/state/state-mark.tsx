import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './state-mark.module.css';
import { type AnyState, STATES } from './states.ts';

/** A disc in the colour of the state with its glyph. Hidden from screen readers: the text beside it, or of its owner, says the same. */
export function StateMark({ state, size = 16 }: { state: AnyState; size?: number }) {
  const { colour, glyph } = STATES[state];
  return (
    <svg
      className={state === 'running' ? `${classes.mark} ${classes.running}` : classes.mark}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="8" fill={colour} />
      <path d={glyph} fill="none" stroke="#fff" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

/** The mark and the name of a state. */
export function StateLabel({ state }: { state: AnyState }) {
  const texts = useTexts();
  return (
    <span className={classes.label} data-state={state}>
      <StateMark state={state} />
      {texts.state[state]}
    </span>
  );
}
