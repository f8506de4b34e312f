import type { Attempt } from '#worker/run-attempt.ts';

export type Started = Attempt;
