/** The layer matrix of docs/ARCHITECTURE.md: who may import whom below src/. */
const BASE = ['domain', 'errors', 'config', 'support', 'db', 'storage', 'queue', 'templating'];

/** Folders that each folder may import, besides itself. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  errors: ['domain'],
  config: ['errors'],
  support: ['errors'],
  db: ['domain', 'errors', 'support'],
  templating: [],
  storage: ['errors', 'support'],
  queue: BASE,
  secrets: ['domain', 'errors', 'config', 'support', 'db'],
  dags: BASE,
  worker: BASE,
  operators: BASE,
  scheduler: BASE,
  watchers: BASE,
  notices: BASE,
  http: [...BASE, 'secrets'],
  api: [...BASE, 'secrets'],
  // Plays schedules with the turns of the scheduler, without a database.
  simulation: [...BASE.filter((one) => one !== 'db'), 'scheduler'],
  // Runs DAGs without a database.
  testing: [...BASE.filter((one) => one !== 'db'), 'dags', 'worker', 'operators', 'scheduler', 'notices', 'api'],
};

/** They build the parts, and may import everything. */
export const COMPOSITION_ROOTS = [
  'src/start.ts',
  'src/task-process.ts',
  'src/wait-process.ts',
  'src/composition/',
  'src/cli/',
];

interface Exception {
  /** What the path of the importing file starts with. */
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    from: 'src/',
    to: 'src/scheduler/commands.ts',
    typesOnly: true,
    reason: 'port: whoever wants a change -> scheduler',
  },
  { from: 'src/', to: 'src/worker/services.ts', typesOnly: true, reason: 'port: task process -> server' },
  {
    from: 'src/operators/',
    to: 'src/worker/operator-body.ts',
    typesOnly: true,
    reason: 'port: task process -> bodies',
  },
  { from: 'src/queue/local/', to: 'src/worker/', typesOnly: true, reason: 'it speaks the protocol of its children' },
  {
    from: 'src/api/',
    to: 'src/simulation/input.ts',
    typesOnly: true,
    reason: 'port: what is known -> whoever simulates',
  },
  { from: 'src/api/', to: 'src/http/', typesOnly: false, reason: 'the API is built on the HTTP server' },
];

/** `process.env` belongs to src/config/. These files make or announce the environment of a process, and read no setting. */
export const ENVIRONMENT_BUILDERS: Readonly<Record<string, string>> = {
  'src/operators/child-group.ts': 'what a task starts inherits the environment of the task',
  'src/worker/task-environment.ts': 'announces the attempt to what the task starts',
  'src/worker/child.ts': 'its own mark, by which it finds what its tasks left',
  'src/worker/waiting/child.ts': 'the compile cache is for this process only',
  'src/cli/commands/db/shell.ts': 'psql inherits the environment of the command',
  'src/dags/loader-environment.ts': 'what the loading process keeps of it',
};

/** Files that may say `any`. */
export const ANY_ALLOWED: Readonly<Record<string, string>> = {
  'test/support/http.ts': 'tests look into JSON bodies of every shape',
};
