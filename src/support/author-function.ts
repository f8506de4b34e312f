import type { SerializedTask } from '@aquilon/sdk/serialized';

/** The body is a function of the author's that takes arguments, not an operator that takes options: Airflow's names of the former are decorators. */
export const isAuthorFunction = ({ body, operator }: SerializedTask): boolean =>
  (body === 'handler' || body === 'python') && operator.startsWith('@');
