import { SENSOR_ERRORS } from './sensor-errors.ts';

/**
 * Every error that a user can meet. `docs/ERRORS.md` is made from it, and a test holds the two together.
 * `{name}` stands for a value of the error; `status` is the HTTP status when it crosses the API.
 */
interface Entry {
  readonly status: number;
  readonly message: string;
  readonly remedy: string;
}

export const CATALOGUE = {
  // Configuration and start
  CONFIG_INVALID: {
    status: 500,
    message: 'The configuration has {count} problem(s):\n{problems}',
    remedy: 'Correct the named options and start again; nothing was changed.',
  },
  PORT_IN_USE: {
    status: 500,
    message: 'Port {port} on {host} is held by another program.',
    remedy: 'Stop that program, or choose another port: AIRFLOW__API__PORT={suggestion}.',
  },
  HOME_LOCKED: {
    status: 500,
    message: 'Another Aquilon (process {pid}) already serves the folder {home}.',
    remedy: 'Use that one, stop it first, or choose another folder: AQUILON_HOME=DIR.',
  },
  HOME_UNUSABLE: {
    status: 500,
    message: 'The folder {home} cannot be written: {reason}.',
    remedy: 'Let this user write there, or choose another folder: AQUILON_HOME=DIR.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    message: 'The database does not answer: {reason}.',
    remedy:
      'Check that PostgreSQL runs and that AIRFLOW__DATABASE__SQL_ALCHEMY_CONN is right. Aquilon goes on as soon as it answers.',
  },
  DATABASE_URL_INVALID: {
    status: 500,
    message: 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN is no PostgreSQL URL: {reason}.',
    remedy: 'Write postgresql://USER:PASSWORD@HOST:5432/DATABASE, or leave it out to use the embedded server.',
  },
  DATABASE_TOO_OLD: {
    status: 500,
    message: 'The database is PostgreSQL {version}; Aquilon needs 14 or newer.',
    remedy: 'Use a newer server, or leave AIRFLOW__DATABASE__SQL_ALCHEMY_CONN out to use the embedded one.',
  },
  SCHEMA_NEWER: {
    status: 500,
    message: 'The database has schema {found}; this Aquilon knows schemas up to {known}.',
    remedy: 'Install the newer Aquilon that migrated it; nothing was changed.',
  },
  EMBEDDED_UNSUPPORTED: {
    status: 500,
    message: 'There is no embedded PostgreSQL for {platform}-{arch}.',
    remedy: 'Set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN to the URL of a PostgreSQL server, 14 or newer.',
  },
  EMBEDDED_FAILED: {
    status: 500,
    message: 'The embedded PostgreSQL did not start: {reason}',
    remedy: 'Its log is {log}. Nothing was deleted.',
  },

  // DAG files
  DAG_FILE_FAILED: {
    status: 400,
    message: '{file} could not be loaded: {reason}',
    remedy: 'Correct the file; its last good version keeps running.',
  },
  DAG_FILE_TIMEOUT: {
    status: 400,
    message: '{file} did not finish loading within {seconds} s.',
    remedy:
      'Move slow work out of the top level of the file into a task, or raise AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT.',
  },
  DAG_FILE_DIED: {
    status: 400,
    message: 'Loading {file} ended its process ({how}).',
    remedy: 'Remove what ends the process or takes the memory at the top level of the file.',
  },
  DAG_INVALID: {
    status: 400,
    message: 'DAG {dag}: {reason}',
    remedy: 'Correct the DAG file; its last good version keeps running.',
  },

  // Runs and tasks
  DAG_NOT_FOUND: {
    status: 404,
    message: 'There is no DAG {dag}.',
    remedy: 'List the DAGs with: aquilon dags list.',
  },
  DAG_STALE: {
    status: 400,
    message: 'The file of DAG {dag} is gone, so no new run can start.',
    remedy: 'Put the file back, or delete the DAG.',
  },
  RUN_NOT_FOUND: {
    status: 404,
    message: 'DAG {dag} has no run {run}.',
    remedy: 'List its runs with: aquilon dags list-runs {dag}.',
  },
  RUN_EXISTS: {
    status: 409,
    message: 'DAG {dag} already has the run {run}.',
    remedy: 'Choose another run id or logical date, or clear the run to run it again.',
  },
  RUN_ID_INVALID: {
    status: 422,
    message: 'The run id {run} is not allowed: {reason}.',
    remedy: 'Use letters, digits, and _ - . ~ : + only, 250 characters at most.',
  },
  TASK_NOT_FOUND: {
    status: 404,
    message: 'Run {run} of DAG {dag} has no task {task}.',
    remedy: 'List its tasks with: aquilon tasks list {dag}.',
  },
  TASK_UNKNOWN: {
    status: 404,
    message: 'DAG {dag} has no task {task}.',
    remedy: 'List its tasks with: aquilon tasks list {dag}.',
  },
  STATE_CONFLICT: {
    status: 409,
    message: '{thing} is {found} and cannot become {wanted}.',
    remedy: 'Look at its present state and decide again.',
  },
  PARAMS_INVALID: {
    status: 400,
    message: 'The conf does not fit the params of DAG {dag}: {reason}',
    remedy: 'Correct the named values.',
  },
  BACKFILL_INVALID: {
    status: 422,
    message: '{reason}',
    remedy: 'Correct the range or the options of the backfill; --dry-run shows the dates.',
  },
  BACKFILL_TOO_LONG: {
    status: 422,
    message: 'The range has more than {limit} runs of DAG {dag}.',
    remedy: 'Make several backfills, one after the other.',
  },
  BACKFILL_RUNNING: {
    status: 409,
    message: 'There is already a running backfill for dag {dag}',
    remedy: 'Wait for its end, or cancel it: aquilon backfill list --dag-id {dag}.',
  },
  BACKFILL_COMPLETED: {
    status: 409,
    message: 'Backfill is already completed.',
    remedy: 'Make a new one.',
  },
  BACKFILL_NOT_FOUND: {
    status: 404,
    message: 'Could not find backfill with id {id}',
    remedy: 'List the backfills of a DAG with: aquilon backfill list --dag-id DAG.',
  },
  BACKFILL_CANCELLED: {
    status: 409,
    message: 'The backfill of the run was cancelled by {user} before the run began.',
    remedy: 'Nothing to do.',
  },
  POOL_NOT_FOUND: {
    status: 404,
    message: 'There is no pool {pool}.',
    remedy: 'List the pools with: aquilon pools list.',
  },
  POOL_EXISTS: {
    status: 409,
    message: 'There already is a pool {pool}.',
    remedy: 'Choose another name, or change that one: aquilon pools set.',
  },
  POOL_NAME_INVALID: {
    status: 422,
    message: 'The pool name {pool} is not allowed.',
    remedy: 'Leave out control characters and spaces at its ends.',
  },
  POOL_FILE_INVALID: {
    status: 400,
    message: 'The pools of {file} cannot be read: {reason}.',
    remedy:
      'Write {"NAME": {"slots": 5, "description": "...", "include_deferred": false}}; pools export shows an example.',
  },
  LEASE_LOST: {
    status: 503,
    message: 'This scheduler (epoch {epoch}) lost its runs to another one.',
    remedy: 'Nothing to do: the other one goes on with them; this one stands by.',
  },
  STOPPING: {
    status: 503,
    message: 'Aquilon is stopping and takes no new work.',
    remedy: 'Try again after it has started.',
  },

  // Templates, variables, connections
  TEMPLATE_INVALID: {
    status: 400,
    message: 'Task {task}: the template {place} is no template: {reason}.',
    remedy: 'Correct the template. The page about templates lists what they may hold.',
  },
  TEMPLATE_UNDEFINED: {
    status: 400,
    message: 'Task {task}: in the template {place}, {reason}.',
    remedy: "Use a name that there is, or say what stands in its place: {{ name | default('x') }}.",
  },
  TEMPLATE_FAILED: {
    status: 400,
    message: 'Task {task}: the template {place} failed: {reason}.',
    remedy: 'Correct the template, or what it reads.',
  },
  TEMPLATE_LIMIT: {
    status: 400,
    message: 'Task {task}: the template {place} takes too much: {reason}.',
    remedy: 'Do large work in a task, and render its result.',
  },
  VARIABLE_NOT_FOUND: {
    status: 404,
    message: 'There is no variable {key}.',
    remedy: 'Set AIRFLOW_VAR_{name} in the environment of the server, or give a default.',
  },
  CONNECTION_NOT_FOUND: {
    status: 404,
    message: 'There is no connection {connection}.',
    remedy: 'Set AIRFLOW_CONN_{name} in the environment of the server.',
  },
  CONNECTION_INVALID: {
    status: 400,
    message: 'The connection {connection} cannot be read: {reason}.',
    remedy: 'Write it as type://login:password@host:port/schema, each part percent-encoded, or as JSON.',
  },

  // Attempts
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
    message: 'The process of the task was ended by signal {signal} from outside of Aquilon.',
    remedy: 'Look for the sender: the kernel under memory pressure sends SIGKILL.',
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

  // Requests
  UNAUTHENTICATED: {
    status: 401,
    message: 'Not authenticated.',
    remedy: 'Sign in, or send a token: Authorization: Bearer TOKEN (POST /auth/token makes one).',
  },
  FORBIDDEN: {
    status: 403,
    message: 'Forbidden.',
    remedy: 'Ask an administrator for the right.',
  },
  REQUEST_INVALID: {
    status: 422,
    message: '{reason}',
    remedy: 'Correct the request.',
  },
  CREDENTIALS_INVALID: {
    status: 401,
    message: 'Invalid credentials',
    remedy: 'Check the name and the password; an administrator can set a new one.',
  },
  TOKEN_INVALID: {
    status: 403,
    message: 'Invalid JWT token',
    remedy: 'Get a new one: POST /auth/token.',
  },
  CSRF_INVALID: {
    status: 403,
    message: 'The request carries no valid X-CSRF-Token for its session.',
    remedy: 'Send the csrf_token of GET /auth/session in the header X-CSRF-Token, or use a bearer token.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    message: 'Too many failed sign-ins as {user} from this address.',
    remedy: 'Wait {seconds} s and try again.',
  },
  USER_EXISTS: {
    status: 409,
    message: 'There already is a user {user}.',
    remedy: 'Choose another name.',
  },
  USER_INVALID: {
    status: 400,
    message: 'The user cannot be made: {reason}.',
    remedy: 'Correct the named value.',
  },
  USER_NOT_FOUND: {
    status: 404,
    message: 'There is no user {user}.',
    remedy: 'List the users with: aquilon users list.',
  },
  LAST_ADMIN: {
    status: 409,
    message: 'User {user} is the last active administrator.',
    remedy: 'Make another one first: aquilon users create -u NAME -r Admin.',
  },
  BAD_REQUEST: {
    status: 400,
    message: '{reason}',
    remedy: 'Correct the request.',
  },
  NOT_FOUND: {
    status: 404,
    message: '{what} was not found.',
    remedy: 'Look at the list that it should be in.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: 'There is no {method} {path}.',
    remedy: 'All paths are described at /openapi.json.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: '{path} does not take {method}.',
    remedy: 'It takes: {allowed}.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    message: 'Only {types} is supported.',
    remedy: 'Ask for one of these in the header Accept.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body of the request is larger than {limit} bytes.',
    remedy: 'Send less.',
  },
  REQUEST_REFUSED: {
    status: 400,
    message: 'The server answered {status}: {reason}',
    remedy: 'Correct the command and try again; --help shows an example.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something went wrong on the server. The log names it by the id {id}.',
    remedy: 'Look for the id in the server log, and report it if it happens again.',
  },

  // Command line
  CONFIRMATION_NEEDED: {
    status: 400,
    message: '{action} Nothing was changed.',
    remedy: 'Add --yes to do it.',
  },
  FOLDER_NOT_EMPTY: {
    status: 409,
    message: 'The folder {folder} is not empty.',
    remedy: 'Choose a new or an empty folder.',
  },
  ...SENSOR_ERRORS,
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof CATALOGUE;
