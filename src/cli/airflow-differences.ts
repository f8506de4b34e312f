/**
 * Commands and options of Airflow's command line that this one does not have, each with its reason. `airflow-differences.test.ts` compares the command
 * tree with Airflow's, so that this list is whole and nothing in it is out of date.
 */

export interface NotOffered {
  reason: string;
  /** What to do instead: a sentence. */
  instead: string;
}

const celery: NotOffered = {
  reason: 'tasks run in processes of the server, on its machine; workers on other machines are not there yet',
  instead: 'Start the server: aquilon standalone. AIRFLOW__CORE__PARALLELISM says how many tasks run at once.',
};
const teams: NotOffered = { reason: 'there are no teams', instead: 'Use one installation for each team.' };
const providers: NotOffered = {
  reason: 'operators ship with the product, and no packages register anything',
  instead: 'See what ships: aquilon providers list.',
};
const fixedRoles: NotOffered = {
  reason: 'the roles are fixed',
  instead: 'See what each may do: aquilon roles list -p.',
};
const oneDatabase: NotOffered = {
  reason: 'users and all else stand in one database, with one schema',
  instead: 'Bring it to the newest schema: aquilon db migrate.',
};

/** By command; a group that is not offered at all by its name. */
export const NOT_OFFERED: Readonly<Record<string, NotOffered>> = {
  celery,
  teams,
  'db-manager': oneDatabase,
  'fab-db': oneDatabase,
  'sync-perm': fixedRoles,
  'permissions-cleanup': fixedRoles,
  kerberos: {
    reason: 'no ticket is renewed by the product',
    instead: 'Let the system do it: kinit, or k5start.',
  },
  'roles create': fixedRoles,
  'roles delete': fixedRoles,
  'roles import': fixedRoles,
  'roles add-perms': fixedRoles,
  'roles del-perms': fixedRoles,
  'providers auth-managers': providers,
  'providers behaviours': providers,
  'providers configs': providers,
  'providers executors': providers,
  'providers hooks': providers,
  'providers lazy-loaded': providers,
  'providers links': providers,
  'providers logging': providers,
  'providers notifications': providers,
  'providers queues': providers,
  'providers secrets': providers,
  'providers triggers': providers,
  'providers widgets': providers,
};

const oneProcess = 'one process does it all, as the configuration says';
const ownerOfLogs = 'the server writes its log to its standard output, by AIRFLOW__LOGGING__LOGGING_LEVEL';
const noTls = 'TLS is spoken by a proxy before the server';
const uniqueDag = 'the id of a DAG is unique over all bundles';
const noOldRevision = 'a schema is brought to that of the product, and to no other';
const terminals = 'colours are for terminals only; NO_COLOR takes them away';
const imgcat = 'pictures in a terminal are not drawn; dags show --save writes them';

const noDevelopment = 'there is no development mode: changes of DAG files are live at once';
const noRounds = 'nothing is polled, so there are no rounds to be counted';
const logsAreServed = 'logs are served by the API';
const noIni = 'there is no airflow.cfg to be brought up to date';

/** By command, and by the long name of the option. */
export const OPTIONS_NOT_OFFERED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'api-server': {
    '--apps': oneProcess,
    '--dev': noDevelopment,
    '--log-config': ownerOfLogs,
    '--proxy-headers': 'addresses that a proxy tells are not looked at',
    '--ssl-ca-file': noTls,
    '--ssl-cert': noTls,
    '--ssl-cert-reqs': noTls,
    '--ssl-key': noTls,
    '--worker-timeout': oneProcess,
    '--workers': oneProcess,
  },
  scheduler: {
    '--dev': noDevelopment,
    '--num-runs': noRounds,
    '--only-idle': noRounds,
    '--skip-serve-logs': logsAreServed,
  },
  triggerer: {
    '--capacity': 'waiting takes no slot, and needs no limit',
    '--dev': noDevelopment,
    '--queues': oneProcess,
    '--skip-serve-logs': logsAreServed,
    '--team-name': teams.reason,
  },
  'dag-processor': {
    '--bundle-name': 'all bundles of the configuration are looked after',
    '--dev': noDevelopment,
    '--num-runs': noRounds,
  },
  'config list': {
    '--color': terminals,
    '--comment-out-everything': noIni,
    '--defaults': 'aquilon config list --include-defaults shows all options',
    '--exclude-providers': providers.reason,
    '--include-examples': 'the guide of the configuration has them',
  },
  'config update': {
    '--all-recommendations': noIni,
    '--fix': noIni,
    '--ignore-option': noIni,
    '--ignore-section': noIni,
    '--option': noIni,
    '--section': noIni,
  },
  'connections delete': { '--color': terminals },
  'connections get': { '--color': terminals },
  'connections export': { '--format': 'an older name of --file-format' },
  'dags clear': { '--only-running': 'what runs is cleared by tasks clear --only-running' },
  'dags list': { '--local': 'aquilon dags check reads files without a database' },
  'dags list-import-errors': { '--local': 'aquilon dags check reads files without a database' },
  'dags next-execution': {
    '--field': 'the logical dates are printed alone',
    '--table': 'the logical dates are printed alone; aquilon dags simulate tells more',
  },
  'dags show': { '--imgcat': imgcat },
  'dags show-dependencies': { '--imgcat': imgcat },
  'dags test': {
    '--bundle-name': uniqueDag,
    '--dagfile-path': 'the DAG is that of the bundles; AIRFLOW__CORE__DAGS_FOLDER names another folder',
    '--save-dagrun': 'the states are told while it runs; aquilon dags show draws the graph',
    '--show-dagrun': 'the states are told while it runs; aquilon dags show draws the graph',
    '--imgcat-dagrun': imgcat,
    '--use-executor': 'it always runs as the server would run it',
  },
  'db downgrade': {
    '--from-revision': noOldRevision,
    '--from-version': noOldRevision,
    '--show-sql-only': noOldRevision,
  },
  'db migrate': {
    '--from-revision': noOldRevision,
    '--from-version': noOldRevision,
    '--to-revision': noOldRevision,
    '--to-version': noOldRevision,
    '--use-migration-files': 'there is no other way',
  },
  'db reset': { '--use-migration-files': 'there is no other way' },
  info: { '--file-io': 'nothing is uploaded anywhere' },
  'pools delete': { '--output': 'there are no rows to be shown' },
  'pools set': { '--team-name': teams.reason },
  'providers get': { '--color': terminals },
  'tasks clear': { '--bundle-name': uniqueDag },
  'tasks failed-deps': { '--bundle-name': uniqueDag },
  'tasks list': { '--bundle-name': uniqueDag },
  'tasks render': { '--bundle-name': uniqueDag },
  'tasks state': { '--bundle-name': uniqueDag },
  'tasks test': {
    '--bundle-name': uniqueDag,
    '--map-index': 'aquilon tasks replay runs an instance of a mapped task again',
    '--post-mortem': 'aquilon tasks replay --inspect waits for a debugger',
  },
};
