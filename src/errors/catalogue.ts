import { ATTEMPT_ERRORS } from './attempt-errors.ts';
import { COMMAND_ERRORS } from './command-errors.ts';
import { DAG_FILE_ERRORS } from './dag-file-errors.ts';
import { OPERATOR_ERRORS } from './operator-errors.ts';
import { PLAN_ERRORS } from './plan-errors.ts';
import { QUESTION_ERRORS } from './question-errors.ts';
import { REQUEST_ERRORS } from './request-errors.ts';
import { RUN_ERRORS } from './run-errors.ts';
import { SECRET_ERRORS } from './secret-errors.ts';
import { SENSOR_ERRORS } from './sensor-errors.ts';
import { START_ERRORS } from './start-errors.ts';
import { TEMPLATE_ERRORS } from './template-errors.ts';
import { TESTING_ERRORS } from './testing-errors.ts';

/** Every error that a user can meet. `docs/ERRORS.md` is made from it, and a test holds the two together. */
export const CATALOGUE = {
  ...START_ERRORS,
  ...DAG_FILE_ERRORS,
  ...RUN_ERRORS,
  ...TEMPLATE_ERRORS,
  ...ATTEMPT_ERRORS,
  ...OPERATOR_ERRORS,
  ...REQUEST_ERRORS,
  ...PLAN_ERRORS,
  ...COMMAND_ERRORS,
  ...SENSOR_ERRORS,
  ...QUESTION_ERRORS,
  ...SECRET_ERRORS,
  ...TESTING_ERRORS,
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

/** The sections of `docs/ERRORS.md`, in their order. */
export const CATALOGUE_SECTIONS = {
  'Configuration and start': START_ERRORS,
  'DAG files': DAG_FILE_ERRORS,
  'Runs and tasks': RUN_ERRORS,
  'Templates, variables, connections': TEMPLATE_ERRORS,
  Attempts: ATTEMPT_ERRORS,
  Operators: OPERATOR_ERRORS,
  Requests: REQUEST_ERRORS,
  'Changes that are proposed': PLAN_ERRORS,
  'Command line': COMMAND_ERRORS,
  'Waiting tasks': SENSOR_ERRORS,
  'Questions to people': QUESTION_ERRORS,
  'Keys and secrets': SECRET_ERRORS,
  'Tests of DAGs': TESTING_ERRORS,
} as const;
