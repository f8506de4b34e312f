import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { CalendarSlot } from '#shared/api/queries/calendar.ts';
import { useLanguage } from '#shared/preferences/use-preferences.ts';
import classes from './calendar.module.css';
import { SlotCell } from './slot-cell.tsx';
import { daysOf, hoursOf, monthOf, moved, type SlotKind, slotOf, weeksOf } from './slots.ts';

interface Props {
  readonly label: string;
  readonly month: string;
  readonly by: SlotKind;
  readonly zone: string;
  readonly dagId: string | null;
  readonly found: readonly CalendarSlot[];
  readonly onMonth: (month: string) => void;
}

/** A month, walked through with arrow keys; one of its slots is reached with Tab. */
export function SlotTable({ label, month, by, zone, dagId, found, onMonth }: Props) {
  const language = useLanguage();
  const table = useRef<HTMLTableElement>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  /** A key led to a slot, which has yet to be drawn. */
  const isWalking = useRef(false);
  const today = slotOf(new Date(), zone, by);
  const first = by === 'day' ? `${month}-01` : `${month}-01T00`;
  const fits = (slot: string | null): slot is string =>
    slot !== null && monthOf(slot) === month && slot.length === first.length;
  const current = [wanted, today].find(fits) ?? first;
  useEffect(() => {
    // The month to which a key led comes with the address.
    if (!isWalking.current || wanted !== current) return;
    isWalking.current = false;
    table.current?.querySelector<HTMLElement>(`[data-slot="${current}"]`)?.focus();
  }, [wanted, current]);

  const bySlot = new Map(found.map((one) => [one.slot, one]));
  const nameDay = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' });
  const nameWeekday = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const nameRow = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', timeZone: 'UTC' });
  const dateOf = (slot: string) => new Date(`${slot.slice(0, 10)}T00:00:00Z`);

  const walk = (event: KeyboardEvent, slot: string) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(slot, event.key);
    if (next === null) return;
    event.preventDefault();
    isWalking.current = true;
    setWanted(next);
    if (monthOf(next) !== month) onMonth(monthOf(next));
  };
  const cell = (slot: string, name: string, caption: string | null) => (
    <SlotCell
      slot={slot}
      name={name}
      caption={caption}
      found={bySlot.get(slot)}
      zone={zone}
      dagId={dagId}
      isToday={slot === today}
      isCurrent={slot === current}
      onFocus={setWanted}
      onKeyDown={walk}
    />
  );
  if (by === 'day')
    return (
      <div className={`card ${classes.frame}`}>
        <table ref={table} className={classes.table} aria-label={label}>
          <thead>
            <tr>
              {weeksOf('2024-07')[1]?.map((day) => (
                <th key={day} scope="col">
                  {nameWeekday.format(dateOf(day ?? ''))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(month).map((week) => (
              <tr key={week.find((day) => day !== null)}>
                {week.map((day, place) => (
                  // Days of other months have no name.
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place in the week is the key
                  <td key={place}>
                    {day !== null && cell(day, nameDay.format(dateOf(day)), String(Number(day.slice(8))))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  return (
    <div className={`card ${classes.frame}`}>
      <table ref={table} className={`${classes.table} ${classes.hours}`} aria-label={label}>
        <thead>
          <tr>
            <td className={classes.corner} />
            {hoursOf(month).map((hour) => (
              <th key={hour} scope="col">
                {hour.slice(-2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {daysOf(month).map((day) => (
            <tr key={day}>
              <th scope="row">{nameRow.format(dateOf(day))}</th>
              {hoursOf(day).map((hour) => (
                <td key={hour}>{cell(hour, `${nameDay.format(dateOf(day))}, ${hour.slice(-2)}:00`, null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
