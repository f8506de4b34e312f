import { Link } from '@tanstack/react-router';
import type { CSSProperties, KeyboardEvent } from 'react';
import type { CalendarSlot } from '#shared/api/queries/calendar.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES, type StateSummary, summarizeCounts, toState } from '#shared/state/states.ts';
import classes from './calendar.module.css';
import { rangeOf } from './slots.ts';

interface Props {
  readonly slot: string;
  /** In words. */
  readonly name: string;
  /** What is seen of the name. */
  readonly caption: string | null;
  readonly found: CalendarSlot | undefined;
  readonly zone: string;
  /** null: of all DAGs. */
  readonly dagId: string | null;
  readonly isToday: boolean;
  /** The one that Tab comes to. */
  readonly isCurrent: boolean;
  readonly onFocus: (slot: string) => void;
  readonly onKeyDown: (event: KeyboardEvent, slot: string) => void;
}

/** A day or an hour: what its runs came to, what is planned; it leads to its runs. */
export function SlotCell({ slot, name, caption, found, zone, dagId, isToday, isCurrent, onFocus, onKeyDown }: Props) {
  const texts = useTexts();
  const summary = summarizeCounts(new Map(found?.states.map(({ state, count }) => [toState(state), count])));
  const planned = found?.planned ?? 0;
  const said = [...wordsOf(summary, texts), ...(planned > 0 ? [texts.calendar.planned(planned)] : [])];
  const label = `${name}: ${said.length === 0 ? texts.calendar.nothing : said.join(', ')}`;
  // An hour has little room, and one run more often than not.
  const shown = (count: number) => (caption === null && count === 1 ? null : count);
  const shared = {
    className: classes.slot,
    title: label,
    'data-slot': slot,
    'data-today': isToday || undefined,
    'aria-current': isToday ? ('date' as const) : undefined,
    tabIndex: isCurrent ? 0 : -1,
    style: summary.total > 0 ? ({ '--tint': STATES[summary.state].colour } as CSSProperties) : undefined,
    onFocus: () => onFocus(slot),
    onKeyDown: (event: KeyboardEvent) => onKeyDown(event, slot),
    children: (
      <>
        <span className="visually-hidden">{label}</span>
        {caption !== null && (
          <span className={classes.day} aria-hidden="true">
            {caption}
          </span>
        )}
        <span className={classes.counts} aria-hidden="true">
          {summary.counts.map(({ state, count }) => (
            <span key={state} className={classes.count}>
              <StateMark state={state} size={14} />
              {shown(count)}
            </span>
          ))}
          {planned > 0 && (
            <span className={classes.count}>
              <StateMark state="scheduled" size={14} />
              {shown(planned)}
            </span>
          )}
        </span>
      </>
    ),
  };
  const search = rangeOf(slot, zone);
  return dagId === null ? (
    <Link to="/browse/runs" search={search} {...shared} />
  ) : (
    <Link to="/dags/$dagId/runs" params={{ dagId }} search={search} {...shared} />
  );
}

const wordsOf = ({ counts }: StateSummary, texts: Texts): string[] =>
  counts.map(({ state, count }) => `${count} ${texts.state[state]}`);
