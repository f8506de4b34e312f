import type { ErrorEntry } from './error-entry.ts';

/** Tests of DAGs. */
export const TESTING_ERRORS = {
  TEST_OPTION_INVALID: {
    status: 400,
    message: 'runDag of {dag}: {reason}.',
    remedy: 'Correct the options that are given to runDag.',
  },
  TEST_MOCK_UNKNOWN: {
    status: 400,
    message:
      'runDag of {dag}: the option {option} names the task {task}, which the DAG does not have. It has: {known}.',
    remedy: 'Use the ids of tasks, with those of their groups: group.task.',
  },
  TEST_NEEDS_MOCK: {
    status: 400,
    message:
      'runDag of {dag}: these tasks would reach outside of the test: {tasks}. Give each a function in mock, or let it, with allow: {allow}.',
    remedy: 'A mock takes the options of the operator and returns what the operator would.',
  },
  TEST_RUN_STUCK: {
    status: 409,
    message: 'runDag of {dag}: {reason}. These tasks have not ended:\n{tasks}',
    remedy:
      'Mock what does not end, or give runDag a longer limit (on the clock of the run) or timeout (on that of the machine).',
  },
  REPLAY_MISSING: {
    status: 404,
    message: 'The folder {folder} has no replay.',
    remedy: 'Write one with aquilon tasks replay DAG TASK RUN --folder {folder} --write-only.',
  },
  REPLAY_CHANGED: {
    status: 409,
    message: 'The replay in {folder} was changed: {path}.',
    remedy: 'Run it as it is there with --from {folder}, or write another: --folder DIR.',
  },
  REPLAY_OTHER: {
    status: 409,
    message: 'The replay in {folder} is one of {found}.',
    remedy: 'Leave DAG, TASK and RUN out with --from, or name those of the folder.',
  },
  REPLAY_BROKEN: {
    status: 500,
    message: 'The value {key} of the task {task} is not the one that the server has: its hash differs.',
    remedy: 'Try again; if it stays so, something between here and the server changes what it sends.',
  },
} as const satisfies Record<string, ErrorEntry>;
