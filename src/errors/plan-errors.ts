import type { ErrorEntry } from './error-entry.ts';

/** Changes that are proposed, accepted and carried out. */
export const PLAN_ERRORS = {
  PLAN_NOT_FOUND: {
    status: 404,
    message: 'There is no plan {plan}.',
    remedy: 'List them: aquilon plans list.',
  },
  PLAN_EMPTY: {
    status: 409,
    message: '{what}: there is nothing to change.',
    remedy: 'Look at the state of things again, and propose what is still to be done.',
  },
  PLAN_NOT_ACCEPTED: {
    status: 409,
    message: 'The plan {plan} is only proposed: nobody has accepted it.',
    remedy:
      'Look at it and accept it first: aquilon plans accept {plan}. Whoever accepts needs the right to make the change.',
  },
  PLAN_NOT_OPEN: {
    status: 409,
    message: 'The plan {plan} is {state} and cannot be {wanted}.',
    remedy: 'Look at what became of it (aquilon plans show {plan}); where the change is still wanted, propose it anew.',
  },
  PLAN_OUTDATED: {
    status: 409,
    message: 'The plan {plan} is not what would happen any more. Now: {now}',
    remedy: 'Propose the change anew, and have it accepted as it is now.',
  },
  PLANS_TOO_MANY: {
    status: 429,
    message: '{limit} plans of {user} are open.',
    remedy: 'Have them decided (aquilon plans list --state proposed), or wait until they expire.',
  },
} as const satisfies Record<string, ErrorEntry>;
