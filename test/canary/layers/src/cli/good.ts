import { runAttempt } from '#worker/run-attempt.ts';

export const run = runAttempt;
