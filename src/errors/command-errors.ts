import type { ErrorEntry } from './error-entry.ts';

/** Command line. */
export const COMMAND_ERRORS = {
  BUNDLE_UNCLEAR: {
    status: 400,
    message: 'There are several DAG bundles ({bundles}), and {folder} is to stand for one of them.',
    remedy: 'Say for which, once: --bundle-name.',
  },
  DAGS_PLAN_LOCAL: {
    status: 400,
    message: 'dags plan compares with a database, and cannot ask the server {url} that AQUILON__CLI__API_URL names.',
    remedy:
      'Run it on the machine of that server, or name its PostgreSQL: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN. To compare with the home folder here, unset AQUILON__CLI__API_URL.',
  },
  SERVER_NOT_RUNNING: {
    status: 503,
    message: 'No server of the home folder {home} runs.',
    remedy: 'Start it (npm start), or name another: AQUILON__CLI__API_URL and AQUILON__CLI__API_TOKEN.',
  },
  CONFIRMATION_NEEDED: {
    status: 400,
    message: '{action} Nothing was changed.',
    remedy: 'Add --yes to do it.',
  },
  DOWNGRADE_UNSUPPORTED: {
    status: 501,
    message: 'A schema of the database is never taken back to an older one. Nothing was changed.',
    remedy: 'To go back to an older version, restore the backup of the database that was made with it.',
  },
  FOLDER_NOT_EMPTY: {
    status: 409,
    message: 'The folder {folder} is not empty.',
    remedy: 'Choose a new or an empty folder.',
  },
  PATH_MISSING: {
    status: 404,
    message: 'There is no file or folder {path}.',
    remedy: 'Correct the path.',
  },
  SIMULATION_OPTION_INVALID: {
    status: 400,
    message: '{option} {value}: {reason}.',
    remedy: 'Correct the option. aquilon dags simulate --help shows how each is written.',
  },
  SIMULATION_TOO_LONG: {
    status: 400,
    message: 'The simulation has made {attempts} attempts of tasks by {at}, and goes no further.',
    remedy: 'Simulate fewer days (--days) or fewer DAGs, or look at the schedule: it may run more often than meant.',
  },
} as const satisfies Record<string, ErrorEntry>;
