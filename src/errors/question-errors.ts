import type { ErrorEntry } from './error-entry.ts';

/** Questions of tasks to people. */
export const QUESTION_ERRORS = {
  HITL_TIMEOUT: {
    status: 500,
    message: 'Nobody has answered the task {task} in time, and it has no defaults.',
    remedy: 'Clear the task to ask again; give it defaults, or a longer responseTimeout. Retries apply.',
  },
  HITL_REJECTED: {
    status: 500,
    message: 'The task {task} was rejected by {by}, and failOnReject is set.',
    remedy: 'Clear the task to ask again. No retry follows.',
  },
  HITL_ANSWERED: {
    status: 409,
    message: 'The question of the task instance {id} is open no more: it was answered, ended or cleared.',
    remedy: 'Read the answer of the task; clear the task to ask again.',
  },
  HITL_NOT_ASSIGNED: {
    status: 403,
    message: 'The user {user} is not among those who may answer.',
    remedy: 'Let one of the assignedUsers of the task answer, or add the user there.',
  },
  HITL_OPTIONS_INVALID: {
    status: 400,
    message: '{reason}',
    remedy: 'Choose among the options of the question; more than one only where multiple is set.',
  },
  HITL_PARAMS_INVALID: {
    status: 400,
    message: '{reason}',
    remedy: 'Give the params of the question values that their schemas allow.',
  },
  HITL_NOT_FOUND: {
    status: 404,
    message: 'The task instance {id} has asked nobody.',
    remedy: 'Wait until it awaits input; only tasks made with hitl, approval, hitlBranch and hitlEntry ask.',
  },
} as const satisfies Record<string, ErrorEntry>;
