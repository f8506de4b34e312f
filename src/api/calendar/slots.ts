/** The days or hours of a month, as the clock of a time zone shows them. */

import { instantOf, wallSecond } from '#domain/zone-clock.ts';
import { ApiError } from '#http/api-error.ts';

export interface Slots {
  /** Epoch ms; the end is not included. */
  from: number;
  until: number;
  /** `YYYY-MM-DD`, or with the hour: `YYYY-MM-DDTHH`. */
  names: string[];
  /** Where each begins, epoch ms ascending. */
  starts: number[];
}

export type SlotKind = 'day' | 'hour';

/** No clock changes within, wherever it is set. */
const STEP_MS = 900_000;
const LENGTH = { day: 10, hour: 13 } as const;

/** `month` is `YYYY-MM`. An hour that comes twice is one slot; one that is skipped has none. Throws 422 for a zone that there is not. */
export function slotsOf(month: string, zone: string, kind: SlotKind): Slots {
  refuseUnknown(zone);
  const [year = 0, number = 1] = month.split('-').map(Number);
  const midnight = (monthIndex: number) => {
    const day = new Date(0);
    day.setUTCFullYear(year, monthIndex, 1);
    return instantOf(day.getTime() / 1000, zone);
  };
  const from = midnight(number - 1);
  const until = midnight(number);
  const names: string[] = [];
  const starts: number[] = [];
  for (let at = from; at < until; at += STEP_MS) {
    const name = new Date(wallSecond(at, zone).second * 1000).toISOString().slice(0, LENGTH[kind]);
    if (name <= (names.at(-1) ?? '')) continue;
    names.push(name);
    starts.push(at);
  }
  return { from, until, names, starts };
}

/** Place of the slot in which the instant lies. */
export function slotAt({ starts }: Pick<Slots, 'starts'>, at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

function refuseUnknown(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    const reason = `zone is ${JSON.stringify(zone)}; it must be the IANA name of a time zone, such as Europe/Paris`;
    throw new ApiError('REQUEST_INVALID', reason, { reason });
  }
}
