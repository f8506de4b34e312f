/** Which commands there are. A group's commands are loaded when one of them is asked for. */
import type { Command } from 'commander';
import { info } from './commands/info.ts';
import { init } from './commands/init.ts';
import { mcp } from './commands/mcp.ts';
import { rotateFernetKey } from './commands/rotate-fernet-key.ts';
import { version } from './commands/version.ts';
import { command } from './options.ts';

type Commands = readonly (() => Command)[];

const standalone = () =>
  command(
    'standalone',
    'Serve everything: scheduler, workers, API and web page. What `npm start` runs',
    'standalone',
  ).action(async () => (await import('./commands/standalone.ts')).standalone());

const ALONE: Commands = [standalone, init, info, mcp, rotateFernetKey, version];

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
  users: { description: 'Who may sign in', load: async () => (await import('./groups/users.ts')).users },
  config: { description: 'The configuration', load: async () => (await import('./groups/config.ts')).config },
  db: { description: 'The database', load: async () => (await import('./groups/db.ts')).db },
};

/** `words`: what was written after `aquilon`. */
export async function addCommands(program: Command, words: readonly string[]): Promise<void> {
  for (const make of ALONE) add(program, make());
  for (const [name, { description, load }] of Object.entries(GROUPS)) {
    const group = program.command(name).description(description);
    if (words.includes(name)) for (const make of await load()) add(group, make());
  }
}

/** What holds for the program holds for its commands: how errors of usage end it. */
function add(parent: Command, child: Command): void {
  parent.addCommand(child.copyInheritedSettings(parent));
}
