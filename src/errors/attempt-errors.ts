import type { ErrorEntry } from './error-entry.ts';

/** Attempts. */
export const ATTEMPT_ERRORS = {
  TASK_FAILED: {
    status: 500,
    message: '{message}',
    remedy: 'Read the log of the task.',
  },
  TASK_TIMEOUT: {
    status: 500,
    message: 'The task ran longer than its executionTimeout of {seconds} s and was ended.',
    remedy: 'Make it faster or raise executionTimeout.',
  },
  TASK_EXITED: {
    status: 500,
    message: 'The task ended its process by itself with exit code {code} before it returned.',
    remedy: 'Return from the task instead of calling process.exit().',
  },
  TASK_KILLED: {
    status: 500,
    message: 'The process of the task {end}.',
    remedy:
      'After a crash look at the native code that the task loads, and at the last lines of its log; after another signal look for the sender: the kernel under memory pressure sends SIGKILL.',
  },
  TASK_OUT_OF_MEMORY: {
    status: 500,
    message: 'The task used more memory than its limit of {limit} MiB and was ended.',
    remedy: 'Use less, or raise AQUILON__WORKERS__TASK_MEMORY_MB.',
  },
  TASK_NOT_STARTED: {
    status: 500,
    message: 'No process could be started for the task: {reason}',
    remedy: 'Check the limits of the machine (memory, processes, open files).',
  },
  TASK_RESULT_NOT_JSON: {
    status: 500,
    message: 'The value of {key} is no JSON: {reason} at {path}.',
    remedy:
      'Return numbers, strings, booleans, null, arrays and plain objects; write anything else to a file and return its path.',
  },
  TASK_MARKED: {
    status: 409,
    message: 'The task was marked {state} by {user} while it ran.',
    remedy: 'Nothing to do.',
  },
  TASK_CLEARED: {
    status: 409,
    message: 'The task was cleared by {user} while it ran.',
    remedy: 'Nothing to do: it runs again.',
  },
  RUN_TIMEOUT: {
    status: 500,
    message: 'The run took longer than its dagrunTimeout of {seconds} s.',
    remedy: 'Make it faster or raise dagrunTimeout.',
  },
  TIMETABLE_FAILED: {
    status: 400,
    message: 'The timetable of the DAG {dag} failed: {reason}',
    remedy:
      'Repair its nextDagrunInfo() or inferManualDataInterval(). It is asked again when its file changes, and now and then.',
  },
  RUN_DELETED: {
    status: 409,
    message: 'The run was deleted by {user} while the task ran.',
    remedy: 'Nothing to do.',
  },
  WORKER_LOST: {
    status: 500,
    message: 'The server stopped while the task ran, and the attempt did not survive it.',
    remedy: 'Nothing to do: the task is tried again if it has retries left.',
  },
  DAG_QUARANTINED: {
    status: 409,
    message:
      'The DAG {dag} was put in quarantine: {crashes} of its attempts in a row lost their process, the last one task {task} of run {run} ({code}).',
    remedy: 'Repair its file, or let it out by hand: aquilon dags release {dag}.',
  },
  XCOM_TOO_LARGE: {
    status: 413,
    message: 'The value of {key} is {bytes} bytes; the limit is {limit}.',
    remedy: 'Write it to a file or to the object store, and return its address.',
  },
  OBJECT_NOT_FOUND: {
    status: 404,
    message: 'The object store has no object {object}.',
    remedy: 'It was deleted or the storage folder is another one: run the task that made it again.',
  },
  OBJECT_CORRUPT: {
    status: 500,
    message: 'The object {object} is not what was stored ({expected} bytes then, {found} bytes now, or other content).',
    remedy: 'Run the task that made it again, and check the disk.',
  },
  EMAIL_FAILED: {
    status: 502,
    message: 'The mail server {server} did not take the message: {reason}',
    remedy: 'Check the recipients and the options AIRFLOW__SMTP__*.',
  },
  TASK_CODE_MISSING: {
    status: 500,
    message: 'The file of DAG {dag} no longer holds the task {task} when it is loaded for running.',
    remedy: 'Let the file make the same DAGs and tasks each time, whatever the time, the machine or the environment.',
  },
  BRANCH_UNKNOWN: {
    status: 500,
    message: 'A branch chose {task}, which is no task and no task group of the DAG {dag}.',
    remedy: 'Return ids of tasks or task groups of this DAG, placed tasks, or nothing.',
  },
  ASSET_NOT_FOUND: {
    status: 404,
    message: 'There is no asset {asset}, or no DAG that makes it.',
    remedy: 'Look at the assets there are: aquilon assets list.',
  },
  ASSET_NOT_DECLARED: {
    status: 500,
    message: 'Task {task} asks for events of {asset}, which is not among its {list}.',
    remedy: 'Name the asset or the alias in the option {list} of the task.',
  },
  MAP_NO_LIST: {
    status: 500,
    message: 'Another task is mapped over what this one returned, and that is {value}.',
    remedy: 'Return a list, or an object, which is mapped over as pairs of key and value.',
  },
  MAP_TOO_LONG: {
    status: 500,
    message: 'Another task is mapped over what this one returned, which has {length} elements; {limit} are allowed.',
    remedy: 'Return fewer, or raise AIRFLOW__CORE__MAX_MAP_LENGTH.',
  },
  MAPPED_ROW_INVALID: {
    status: 500,
    message: 'Task {task} is mapped over objects of named arguments, and the element {index} is none.',
    remedy: 'Give expandKwargs a list of objects.',
  },
  CONDITION_UNCLEAR: {
    status: 500,
    message: 'The value of a condition is {value}: {reason}.',
    remedy: 'Let the task return true or false for an if, and JSON for a switch.',
  },
  COMMAND_FAILED: {
    status: 500,
    message: 'Bash command failed. The command {how}.',
    remedy: 'Read the output of the command in the log of the task.',
  },
  TRIGGERED_RUN_FAILED: {
    status: 500,
    message: 'Run {run} of DAG {dag}, which the task triggered and waited for, ended {state}.',
    remedy: 'Look at that run; clear it and this task to try again.',
  },
  OPTION_INVALID: {
    status: 400,
    message: 'The option {option} of the operator {operator} is wrong: {reason}.',
    remedy: 'Correct it in the DAG file.',
  },
} as const satisfies Record<string, ErrorEntry>;
