/** What stands after the question mark of the home page. */
import type { Given } from '../search.ts';

export const HOURS = [1, 6, 24, 168, 720] as const;
export const DEFAULT_HOURS = 24;

export interface HomeSearch {
  /** The last so many hours; absent: a day. */
  hours?: (typeof HOURS)[number] | undefined;
}
export const homeSearch = (given: Given): HomeSearch => ({ hours: HOURS.find((one) => one === Number(given.hours)) });
