/** Why a state changed or an attempt ended, as data: a code, a sentence, and the figures behind it. Stored with the event. */
export interface Cause {
  code: string;
  message: string;
  [detail: string]: unknown;
}
