/** Which commands there are. A group's commands are loaded when one of them is asked for. */
import type { Command } from 'commander';
import { NOT_OFFERED } from './airflow-differences.ts';
import { cheatSheet } from './commands/cheat-sheet.ts';
import { completeWords, completion } from './commands/completion.ts';
import { info } from './commands/info.ts';
import { init } from './commands/init.ts';
import { mcp } from './commands/mcp.ts';
import { notOffered } from './commands/not-offered.ts';
import { apiServer, dagProcessor, scheduler, triggerer, webserver, worker } from './commands/part-of-server.ts';
import { plugins } from './commands/providers/list.ts';
import { rotateFernetKey } from './commands/rotate-fernet-key.ts';
import { version } from './commands/version.ts';
import { isOlderName } from './older-names.ts';
import { command } from './options.ts';
import { addVerbose } from './verbose.ts';

type Commands = readonly (() => Command)[];

const standalone = () =>
  command(
    'standalone',
    'Serve everything: scheduler, workers, API and web page. What `npm start` runs',
    'standalone',
  ).action(async () => (await import('./commands/standalone.ts')).standalone());

const ALONE: Commands = [
  standalone,
  apiServer,
  scheduler,
  triggerer,
  dagProcessor,
  worker,
  webserver,
  init,
  info,
  plugins,
  mcp,
  rotateFernetKey,
  cheatSheet,
  completion,
  version,
];

const GROUPS: Readonly<Record<string, { description: string; load: () => Promise<Commands> }>> = {
  dags: { description: 'DAGs and their runs', load: async () => (await import('./groups/dags.ts')).dags },
  assets: { description: 'Assets and who makes them', load: async () => (await import('./groups/assets.ts')).assets },
  tasks: { description: 'Tasks of a DAG and of its runs', load: async () => (await import('./groups/tasks.ts')).tasks },
  backfill: {
    description: 'Runs for the dates of a range',
    load: async () => (await import('./groups/backfill.ts')).backfill,
  },
  pools: {
    description: 'How many slots tasks share',
    load: async () => (await import('./groups/pools.ts')).pools,
  },
  variables: {
    description: 'Texts that tasks ask for by name',
    load: async () => (await import('./groups/variables.ts')).variables,
  },
  connections: {
    description: 'How tasks reach other systems',
    load: async () => (await import('./groups/connections.ts')).connections,
  },
  notices: {
    description: 'What somebody was told, and deadlines of runs',
    load: async () => (await import('./groups/notices.ts')).notices,
  },
  plans: {
    description: 'Changes that wait to be accepted, and carrying them out',
    load: async () => (await import('./groups/plans.ts')).plans,
  },
  partitions: {
    description: 'Partitions that runs are for',
    load: async () => (await import('./groups/partitions.ts')).partitions,
  },
  'state-store': {
    description: 'What tasks keep beside themselves',
    load: async () => (await import('./groups/state-store.ts')).stateStore,
  },
  users: { description: 'Who may sign in', load: async () => (await import('./groups/users.ts')).users },
  roles: { description: 'What users may do', load: async () => (await import('./groups/roles.ts')).roles },
  providers: {
    description: 'Packages of operators',
    load: async () => (await import('./groups/providers.ts')).providers,
  },
  workers: {
    description: 'The processes that run tasks',
    load: async () => (await import('./groups/workers.ts')).workers,
  },
  jobs: { description: 'Schedulers', load: async () => (await import('./groups/jobs.ts')).jobs },
  config: { description: 'The configuration', load: async () => (await import('./groups/config.ts')).config },
  db: { description: 'The database', load: async () => (await import('./groups/db.ts')).db },
};

/** `words`: what was written after `aquilon`; `all`: every group is loaded. */
export async function addCommands(program: Command, words: readonly string[] | 'all'): Promise<void> {
  for (const make of ALONE) add(program, make());
  const isWhole = words === 'all' || words[0] === 'cheat-sheet';
  for (const [name, { description, load }] of Object.entries(GROUPS)) {
    const group = program.command(name).description(description);
    if (isWhole || words.includes(name)) for (const make of await load()) add(group, make());
  }
  program.addCommand(completeWords().copyInheritedSettings(program), { hidden: true });
  for (const path of Object.keys(NOT_OFFERED)) addNotOffered(program, path.split(' '));
}

function addNotOffered(program: Command, path: readonly string[]): void {
  const name = path.at(-1) ?? '';
  const parent = path.length === 1 ? program : program.commands.find((one) => one.name() === path[0]);
  parent?.addCommand(notOffered(name, path.join(' ')).copyInheritedSettings(parent), { hidden: true });
}

/** What holds for the program holds for its commands: how errors of usage end it. */
function add(parent: Command, child: Command): void {
  addVerbose(child);
  parent.addCommand(child.copyInheritedSettings(parent), { hidden: isOlderName(child) });
}
