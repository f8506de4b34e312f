/**
 * Days and hours of a calendar, named as the clock of a time zone shows them: `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DDTHH`. What moves from
 * one to another reckons with names alone, which knows nothing of clocks that are set.
 */
import { toClock, toInstant } from '#shared/format/zone-time.ts';

export const KINDS = ['day', 'hour'] as const;
export type SlotKind = (typeof KINDS)[number];

const HOUR_MS = 3_600_000;
const LENGTH = { day: 10, hour: 13 } as const;
const kindOf = (slot: string): SlotKind => (slot.length === LENGTH.hour ? 'hour' : 'day');

const asUtc = (slot: string): number => Date.parse(`${`${slot}T00`.slice(0, 13)}:00:00Z`);
const nameOf = (at: number, kind: SlotKind): string => new Date(at).toISOString().slice(0, LENGTH[kind]);

export const monthOf = (slot: string): string => slot.slice(0, 7);

/** The slot in which the instant lies. */
export const slotOf = (instant: Date, zone: string, kind: SlotKind): string =>
  toClock(instant, zone).replace(' ', 'T').slice(0, LENGTH[kind]);

export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
}

export function daysOf(month: string): string[] {
  const days: string[] = [];
  for (let at = asUtc(`${month}-01`); monthOf(nameOf(at, 'day')) === month; at += 24 * HOUR_MS)
    days.push(nameOf(at, 'day'));
  return days;
}

/** Monday is the first day; null where a week has days of another month. */
export function weeksOf(month: string): (string | null)[][] {
  const days = daysOf(month);
  const before = (new Date(asUtc(days[0] ?? '')).getUTCDay() + 6) % 7;
  const cells = [...Array<null>(before).fill(null), ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return weeks.map((week) => [...week, ...Array<null>(7 - week.length).fill(null)]);
}

/** The 24 hours of a day, whether or not its clock shows them all. */
export const hoursOf = (day: string): string[] =>
  Array.from({ length: 24 }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}`);

/** Slots to each side and up or down, as the page shows them. */
const STEPS: Readonly<Record<SlotKind, Readonly<Record<string, number>>>> = {
  day: { ArrowLeft: -24, ArrowRight: 24, ArrowUp: -168, ArrowDown: 168 },
  hour: { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -24, ArrowDown: 24 },
};

/** Where a key leads, also into another month; null: it leads nowhere. Home and End stay in the row. */
export function moved(slot: string, key: string): string | null {
  const kind = kindOf(slot);
  const at = asUtc(slot);
  const step = STEPS[kind][key];
  if (step !== undefined) return nameOf(at + step * HOUR_MS, kind);
  if (key === 'PageUp' || key === 'PageDown') {
    const days = daysOf(addMonths(monthOf(slot), key === 'PageUp' ? -1 : 1));
    const day = days[Math.min(Number(slot.slice(8, 10)), days.length) - 1];
    return day === undefined ? null : day + slot.slice(10);
  }
  if (key !== 'Home' && key !== 'End') return null;
  if (kind === 'hour') return `${slot.slice(0, 10)}T${key === 'Home' ? '00' : '23'}`;
  const row = weeksOf(monthOf(slot)).find((week) => week.includes(slot)) ?? [];
  return (key === 'Home' ? row.find((day) => day !== null) : row.findLast((day) => day !== null)) ?? null;
}

/** The instants between which it lies, ISO 8601; the later one is no part of it. */
export function rangeOf(slot: string, zone: string): { from: string; to: string } {
  const kind = kindOf(slot);
  const instant = (name: string) => toInstant(`${`${name}T00`.slice(0, 13).replace('T', ' ')}:00:00`, zone);
  return { from: instant(slot), to: instant(nameOf(asUtc(slot) + (kind === 'day' ? 24 : 1) * HOUR_MS, kind)) };
}

/** By how many minutes the clock of the zone is set forward (or back: below 0) between each of these instants and the one before. */
export function clockChanges(instants: readonly string[], zone: string): number[] {
  const offset = (iso: string) => {
    const at = Math.floor(Date.parse(iso) / 1000) * 1000;
    return (Date.parse(`${toClock(new Date(at), zone).replace(' ', 'T')}Z`) - at) / 60_000;
  };
  return instants.map((iso, place) => {
    const before = instants[place - 1];
    return before === undefined ? 0 : offset(iso) - offset(before);
  });
}
