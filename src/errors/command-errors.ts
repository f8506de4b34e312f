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
  USER_UNNAMED: {
    status: 400,
    message: 'No user is named.',
    remedy: 'Name one: -u NAME, or -e ADDRESS.',
  },
  USER_FILE_INVALID: {
    status: 400,
    message: 'The users of {file} cannot be read: {reason}. Nothing was changed.',
    remedy: 'Correct the file; aquilon users export writes one.',
  },
  DAEMON_ENDED: {
    status: 500,
    message: '{name} ended before it served: {ended}.',
    remedy: 'What it said stands at the end of {log}.',
  },
  DAEMON_NOT_SERVING: {
    status: 504,
    message: '{name} has not told within {seconds} s that it serves. It goes on as process {pid}.',
    remedy:
      'What it is at stands at the end of {log}. Wait for it where it migrates a large database; otherwise stop it (kill {pid}), correct the cause and start it again.',
  },
  DOT_UNDRAWN: {
    status: 500,
    message: '{file} was not drawn: {reason}.',
    remedy: 'Install Graphviz, or save the graph as text: --save graph.dot.',
  },
  NO_LIVING_JOB: {
    status: 404,
    message: 'No scheduler is alive{where}.',
    remedy: 'Start the server (npm start), or look at its log.',
  },
  SEVERAL_LIVING_JOBS: {
    status: 409,
    message: '{count} schedulers are alive, and one is expected.',
    remedy: 'Add --allow-multiple where that is meant.',
  },
  NOT_OFFERED: {
    status: 501,
    message: 'aquilon {command} is not offered: {reason}.',
    remedy: 'There is another way: {instead} All that is not offered stands in docs/CAPABILITIES.md, with the reason.',
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
