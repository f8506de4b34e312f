import type { OperatorBody } from '#worker/operator-body.ts';

/** Does nothing: a place in the graph. */
export const empty: OperatorBody = async () => ({});
