import { runAttempt } from '#worker/run-attempt.ts';

export const start = () => runAttempt;
