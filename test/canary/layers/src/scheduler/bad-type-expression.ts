export type Started = import('#worker/run-attempt.ts').Attempt;
