/**
 * Every option of the product: name, where its value comes from, default, limits, and what it is for.
 * Names are Airflow's where Airflow has one; an option of our own stands under `AQUILON__`.
 */
import { bundleList } from './bundles.ts';
import { changeRules } from './change-rules.ts';
import { address, choice, flag, number, path, text } from './option.ts';

export const OPTIONS = {
  core: {
    dagsFolder: path('AIRFLOW__CORE__DAGS_FOLDER', 'Folder of the DAG files. Empty: examples/*/dags of the product.'),
    parallelism: number('AIRFLOW__CORE__PARALLELISM', 32, { min: 1, max: 10_000 }, 'Task attempts that run at once.'),
    maxActiveTasksPerDag: number(
      'AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG',
      16,
      { min: 1, max: 1_000_000 },
      'Task attempts that run at once in one run, where the DAG does not say.',
    ),
    maxActiveRunsPerDag: number(
      'AIRFLOW__CORE__MAX_ACTIVE_RUNS_PER_DAG',
      16,
      { min: 1, max: 1_000_000 },
      'Runs of one DAG that are active at once, where the DAG does not say.',
    ),
    maxConsecutiveFailedDagRunsPerDag: number(
      'AIRFLOW__CORE__MAX_CONSECUTIVE_FAILED_DAG_RUNS_PER_DAG',
      0,
      { min: 0, max: 10_000 },
      'Failed runs in a row after which a DAG is switched off, where the DAG does not say. 0: never.',
    ),
    maxMapLength: number(
      'AIRFLOW__CORE__MAX_MAP_LENGTH',
      1024,
      { min: 1, max: 10_000_000 },
      'Elements of a list that a task is mapped over.',
    ),
    maxTemplatedFieldLength: number(
      'AIRFLOW__CORE__MAX_TEMPLATED_FIELD_LENGTH',
      4096,
      { min: 80, max: 1_048_576 },
      'Characters of a rendered template field that are stored and shown.',
    ),
    fernetKey: text(
      'AIRFLOW__CORE__FERNET_KEY',
      '',
      'Fernet keys of variables and connections, comma separated: the first encrypts, all decrypt. Empty: the file fernet_key in the home folder, made at the first start.',
      { secret: true },
    ),
    sensitiveVarConnNames: text(
      'AIRFLOW__CORE__SENSITIVE_VAR_CONN_NAMES',
      '',
      'Words, comma separated: a variable, or an entry of the extra of a connection, whose name holds one is masked, beside the usual ones.',
    ),
    testConnection: choice(
      'AIRFLOW__CORE__TEST_CONNECTION',
      'disabled',
      ['disabled', 'enabled', 'hidden'],
      'Whether the API tries connections out. The server reaches what its users cannot: enable it where all of them may.',
    ),
    dagsArePausedAtCreation: flag('AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION', true, 'A new DAG starts switched off.'),
    dagbagImportTimeout: number(
      'AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT',
      30,
      { min: 0.1, max: 3600 },
      'Seconds that one DAG file may take to load.',
    ),
    killedTaskCleanupTime: number(
      'AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME',
      60,
      { min: 0, max: 86_400 },
      'Seconds between the polite end of a task (abort signal, then SIGTERM) and SIGKILL.',
    ),
  },
  database: {
    sqlAlchemyConn: text(
      'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN',
      '',
      'URL of a PostgreSQL server, 14 or newer. Empty: the embedded server.',
      { secret: true },
    ),
  },
  api: {
    host: text('AIRFLOW__API__HOST', '127.0.0.1', 'Address to listen on. 0.0.0.0 listens on all.'),
    port: number('AIRFLOW__API__PORT', 8080, { min: 0, max: 65_535 }, 'Port to listen on; 0 takes a free one.'),
    baseUrl: address(
      'AIRFLOW__API__BASE_URL',
      'Address at which people reach the page, such as https://aquilon.example: links in notices begin with it. Empty: where the server listens.',
    ),
    maximumPageLimit: number(
      'AIRFLOW__API__MAXIMUM_PAGE_LIMIT',
      100,
      { min: 1, max: 10_000 },
      'Largest page of a list.',
    ),
    fallbackPageLimit: number(
      'AIRFLOW__API__FALLBACK_PAGE_LIMIT',
      50,
      { min: 1, max: 10_000 },
      'Page of a list when none is asked for.',
    ),
    exposeConfig: choice(
      'AIRFLOW__API__EXPOSE_CONFIG',
      'False',
      ['False', 'True', 'non-sensitive-only'],
      'Whether the API shows the configuration to administrators and operators. Secrets are hidden in any case.',
    ),
    jwtSecret: text(
      'AIRFLOW__API_AUTH__JWT_SECRET',
      '',
      'Key that signs tokens. Empty: one is made at the first start and kept in the home folder.',
      { secret: true },
    ),
    jwtExpirationTime: number(
      'AIRFLOW__API_AUTH__JWT_EXPIRATION_TIME',
      86_400,
      { min: 60, max: 31_536_000 },
      'Seconds that a token is good for.',
    ),
    adminUsername: text('_AIRFLOW_WWW_USER_USERNAME', 'admin', 'Name of the first administrator.'),
    adminPassword: text(
      '_AIRFLOW_WWW_USER_PASSWORD',
      '',
      'Password of the first administrator. Empty: a random one, printed once.',
      { secret: true },
    ),
  },
  scheduler: {
    catchupByDefault: flag(
      'AIRFLOW__SCHEDULER__CATCHUP_BY_DEFAULT',
      false,
      'Make up missed ticks, where the DAG does not say.',
    ),
    createCronDataIntervals: flag(
      'AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS',
      false,
      'A cron expression makes a run for each interval between two ticks, at its end, where the DAG does not say.',
    ),
    createDeltaDataIntervals: flag(
      'AIRFLOW__SCHEDULER__CREATE_DELTA_DATA_INTERVALS',
      false,
      'An interval makes a run for each interval of time, at its end, where the DAG does not say.',
    ),
    partitionMapperMaxDownstreamKeys: number(
      'AIRFLOW__SCHEDULER__PARTITION_MAPPER_MAX_DOWNSTREAM_KEYS',
      1000,
      { min: 1, max: 100_000 },
      'Partition keys that one event may be mapped to. One that gives more makes no run.',
    ),
    quarantineAfter: number(
      'AQUILON__SCHEDULER__QUARANTINE_AFTER',
      10,
      { min: 0, max: 1_000_000 },
      'Attempts of a DAG that lose their process, one after the other, until it is put in quarantine. 0: any number.',
    ),
    leaseSeconds: number(
      'AQUILON__SCHEDULER__LEASE_SECONDS',
      10,
      { min: 1, max: 3600 },
      'Seconds after which the runs of a scheduler that shows no life are taken over.',
    ),
  },
  secrets: {
    backend: text(
      'AIRFLOW__SECRETS__BACKEND',
      '',
      'Class of a secrets backend, by its name in Airflow: it is asked after the environment and before the database. Empty: none.',
    ),
    backendKwargs: text('AIRFLOW__SECRETS__BACKEND_KWARGS', '', 'Its arguments, a JSON object.', { secret: true }),
    vaultAddress: text('VAULT_ADDR', '', 'Address of HashiCorp Vault, where the arguments give none.'),
    vaultToken: text('VAULT_TOKEN', '', 'Token for HashiCorp Vault, where the arguments give none.', { secret: true }),
    vaultNamespace: text('VAULT_NAMESPACE', '', 'Namespace of HashiCorp Vault, where the arguments give none.'),
  },
  operators: {
    defaultQueue: text(
      'AIRFLOW__OPERATORS__DEFAULT_QUEUE',
      'default',
      'Queue of tasks that name none. The local workers serve every queue.',
    ),
  },
  sensors: {
    defaultTimeout: number(
      'AIRFLOW__SENSORS__DEFAULT_TIMEOUT',
      604_800,
      { min: 0, max: 3_155_760_000 },
      'Seconds that a sensor waits at most, where it does not say.',
    ),
    blockedAfter: number(
      'AQUILON__SENSORS__BLOCKED_AFTER',
      60,
      { min: 1, max: 86_400 },
      'Seconds that one look of a sensor may compute without a pause, which holds up the other sensors of its file.',
    ),
  },
  dagProcessor: {
    bundles: bundleList(
      'AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST',
      'DAG bundles, a JSON list of {name, classpath, kwargs}. Empty: the DAG folder is the only one, dags-folder.',
    ),
    refreshInterval: number(
      'AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL',
      300,
      { min: 1, max: 86_400 },
      'Seconds between two complete looks at a bundle, beside the watch on folders, where the bundle does not say.',
    ),
    gitTimeout: number(
      'AQUILON__DAG_PROCESSOR__GIT_TIMEOUT',
      300,
      { min: 0.1, max: 86_400 },
      'Seconds that one command of git for a bundle may take, such as the first fetch of a repository.',
    ),
    memoryMb: number(
      'AQUILON__DAG_PROCESSOR__MEMORY_MB',
      1024,
      { min: 64, max: 1_048_576 },
      'Memory that loading DAG files may take, MiB.',
    ),
    quarantineAfter: number(
      'AQUILON__DAG_PROCESSOR__QUARANTINE_AFTER',
      3,
      { min: 0, max: 1000 },
      'Times in a row that loading a file with the same content may end or block its process, until it is not loaded any more. 0: any number.',
    ),
  },
  workers: {
    processes: number(
      'AQUILON__WORKERS__PROCESSES',
      0,
      { min: 0, max: 10_000 },
      'Most task processes at once. 0: as many as AIRFLOW__CORE__PARALLELISM.',
    ),
    spare: number(
      'AQUILON__WORKERS__SPARE',
      1,
      { min: 0, max: 100 },
      'Warm task processes kept ready while nothing runs.',
    ),
    recycleAfter: number(
      'AQUILON__WORKERS__RECYCLE_AFTER',
      1000,
      { min: 1, max: 1_000_000 },
      'Attempts after which a task process is replaced by a new one.',
    ),
    taskMemoryMb: number(
      'AQUILON__WORKERS__TASK_MEMORY_MB',
      2048,
      { min: 64, max: 1_048_576 },
      'Memory that one task may take, MiB.',
    ),
    keepEnvironments: number(
      'AQUILON__WORKERS__KEEP_ENVIRONMENTS',
      30,
      { min: 0, max: 3650 },
      'Days after its last use until a virtual environment of the operator python is removed. 0: never.',
    ),
  },
  xcom: {
    inlineLimit: number(
      'AQUILON__XCOM__INLINE_LIMIT',
      65_536,
      { min: 0, max: 16_777_216 },
      'Largest XCom kept in the database, bytes; larger ones go to the object store.',
    ),
    sizeLimit: number(
      'AQUILON__XCOM__SIZE_LIMIT',
      268_435_456,
      { min: 1024, max: 2_147_483_648 },
      'Largest XCom at all, bytes.',
    ),
  },
  logging: {
    baseLogFolder: path(
      'AIRFLOW__LOGGING__BASE_LOG_FOLDER',
      'Folder of the task logs. Empty: logs in the home folder.',
    ),
    level: choice(
      'AIRFLOW__LOGGING__LOGGING_LEVEL',
      'info',
      ['debug', 'info', 'warning', 'error'],
      'Least level of the server log.',
    ),
    format: choice('AQUILON__LOGGING__FORMAT', 'text', ['text', 'json'], 'Form of the server log.'),
    attemptLimitMb: number(
      'AQUILON__LOGGING__ATTEMPT_LIMIT_MB',
      100,
      { min: 1, max: 1_048_576 },
      'Largest log of one attempt, MiB; what is more is cut, and said to be.',
    ),
  },
  stateStore: {
    defaultRetentionDays: number(
      'AIRFLOW__STATE_STORE__DEFAULT_RETENTION_DAYS',
      30,
      { min: 0, max: 36_500 },
      'Days that an entry of the state store of a task instance is kept where it does not say so itself. 0: until its run is deleted.',
    ),
  },
  notices: {
    retryDelay: number(
      'AQUILON__NOTICES__RETRY_DELAY',
      5,
      { min: 0.01, max: 3600 },
      'Seconds before a notice that was not delivered is tried again; twice as many each time.',
    ),
    maxRetryDelay: number(
      'AQUILON__NOTICES__MAX_RETRY_DELAY',
      300,
      { min: 0.01, max: 86_400 },
      'Most seconds between two attempts to deliver a notice.',
    ),
    giveUpAfter: number(
      'AQUILON__NOTICES__GIVE_UP_AFTER',
      86_400,
      { min: 0, max: 31_536_000 },
      'Seconds after which a notice that cannot be delivered is given up.',
    ),
    httpTimeout: number(
      'AQUILON__NOTICES__HTTP_TIMEOUT',
      10,
      { min: 0.1, max: 600 },
      'Seconds to wait for the answer of a webhook or of Slack.',
    ),
    keepSent: number(
      'AQUILON__NOTICES__KEEP_SENT',
      7_776_000,
      { min: 0, max: 3_153_600_000 },
      'Seconds after which a notice that was sent is removed: 90 days. 0: it is kept.',
    ),
    functionTimeout: number(
      'AQUILON__NOTICES__FUNCTION_TIMEOUT',
      60,
      { min: 1, max: 86_400 },
      'Seconds that a function of an author which is told something may take.',
    ),
  },
  mcp: {
    accept: changeRules(
      'AQUILON__MCP__ACCEPT',
      'Changes that assistants propose and nobody has to accept, comma separated, such as trigger:etl_*,unpause:*. Empty: each waits for a person.',
    ),
    planLifetime: number(
      'AQUILON__MCP__PLAN_LIFETIME',
      3600,
      { min: 1, max: 86_400 },
      'Seconds in which a proposed change can be accepted and carried out.',
    ),
  },
  cli: {
    apiUrl: text(
      'AQUILON__CLI__API_URL',
      '',
      'Server that commands ask, such as https://aquilon.example. Empty: the one of the home folder, or none.',
    ),
    apiToken: text('AQUILON__CLI__API_TOKEN', '', 'Token for that server: POST /auth/token gives one.', {
      secret: true,
    }),
  },
  email: {
    connId: text(
      'AIRFLOW__EMAIL__EMAIL_CONN_ID',
      'smtp_default',
      'Connection of the mail server: where it exists it stands before AIRFLOW__SMTP__*. Read at the start.',
    ),
    backend: text(
      'AIRFLOW__EMAIL__EMAIL_BACKEND',
      '',
      'Mails go by SMTP. Another backend of Airflow is not used, and the log says so.',
    ),
    fromEmail: text('AIRFLOW__EMAIL__FROM_EMAIL', '', 'Sender of the mails. Empty: AIRFLOW__SMTP__SMTP_MAIL_FROM.'),
    defaultEmailOnFailure: flag(
      'AIRFLOW__EMAIL__DEFAULT_EMAIL_ON_FAILURE',
      true,
      'A task with email sends a mail when it fails, where it does not say.',
    ),
    defaultEmailOnRetry: flag(
      'AIRFLOW__EMAIL__DEFAULT_EMAIL_ON_RETRY',
      true,
      'A task with email sends a mail when it is tried again, where it does not say.',
    ),
    subjectTemplate: path(
      'AIRFLOW__EMAIL__SUBJECT_TEMPLATE',
      'File with the template of the subject of mails about tasks that fail or are tried again. Empty: our own.',
    ),
    htmlContentTemplate: path(
      'AIRFLOW__EMAIL__HTML_CONTENT_TEMPLATE',
      'File with the template of the body of these mails, HTML. Empty: our own.',
    ),
  },
  smtp: {
    host: text(
      'AIRFLOW__SMTP__SMTP_HOST',
      '',
      'Mail server. Empty: mails are written to the folder outbox in the home folder.',
    ),
    port: number('AIRFLOW__SMTP__SMTP_PORT', 25, { min: 1, max: 65_535 }, 'Port of the mail server.'),
    user: text('AIRFLOW__SMTP__SMTP_USER', '', 'User at the mail server. Empty: no sign-in.'),
    password: text('AIRFLOW__SMTP__SMTP_PASSWORD', '', 'Password at the mail server.', { secret: true }),
    starttls: flag('AIRFLOW__SMTP__SMTP_STARTTLS', true, 'Switch to TLS with STARTTLS.'),
    ssl: flag('AIRFLOW__SMTP__SMTP_SSL', false, 'Speak TLS from the first byte.'),
    mailFrom: text('AIRFLOW__SMTP__SMTP_MAIL_FROM', 'aquilon@localhost', 'Sender of the mails.'),
    timeout: number('AIRFLOW__SMTP__SMTP_TIMEOUT', 30, { min: 1, max: 3600 }, 'Seconds to wait for the mail server.'),
  },
} as const;
