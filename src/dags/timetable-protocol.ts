/** Between the server and the processes that ask timetables of authors. */
import type { TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import type { LoadFailure } from './loader-protocol.ts';

export interface TimetableRequest {
  id: number;
  dagId: string;
  question: TimetableQuestion;
  /** The code, with the first question to a process: a process knows one snapshot. */
  snapshot?: { entry: string; files: { readonly [path: string]: string } };
}

export type TimetableReply =
  | { id: number; ok: true; answer: TimetableAnswer }
  | { id: number; ok: false; error: LoadFailure };
