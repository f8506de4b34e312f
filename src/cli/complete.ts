/** What may come next on a command line: for the scripts of `aquilon completion`. */
import type { Command, Option } from 'commander';
import { openConfig } from '#composition/open-config.ts';
import { type Client, path, runningServer } from './client.ts';

/** More names than this are no help at a prompt. */
const MOST_NAMES = 500;

/** `program`: with the groups that the words name. `words`: what stands after `aquilon`; the last is being written, and may be empty. Nothing: whatever the shell makes of it, such as files. */
export async function complete(program: Command, words: readonly string[]): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const { command, given, open } = readWords(program, words.slice(0, -1));
  const found = open ? await valuesOf(open, given) : await wordsOf(command, given, current);
  return found.filter((word) => word.startsWith(current));
}

interface Place {
  command: Command;
  /** Arguments of the command so far. */
  given: string[];
  /** The option that waits for its value. */
  open?: Option;
}

function readWords(program: Command, words: readonly string[]): Place {
  let command = program;
  let open: Option | undefined;
  const given: string[] = [];
  for (const word of words) {
    if (open) {
      open = undefined;
      continue;
    }
    if (word.startsWith('-')) {
      const option = command.options.find((one) => one.long === word || one.short === word);
      if (option?.required) open = option;
      continue;
    }
    const next = command.commands.find((one) => one.name() === word);
    if (next && given.length === 0) command = next;
    else given.push(word);
  }
  return { command, given, ...(open ? { open } : {}) };
}

async function wordsOf(command: Command, given: readonly string[], current: string): Promise<string[]> {
  if (current.startsWith('-')) return optionsOf(command);
  if (command.commands.length > 0) return visible(command);
  const argument =
    command.registeredArguments[given.length] ?? command.registeredArguments.findLast((one) => one.variadic);
  if (!argument) return [];
  return argument.argChoices ?? namesOf(argument.name(), given);
}

const optionsOf = (command: Command): string[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? []);

const visible = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());

async function valuesOf(option: Option, given: readonly string[]): Promise<string[]> {
  return option.argChoices ?? namesOf(option.attributeName() === 'dagId' ? 'dag_id' : '', given);
}

/** Names that only a server knows: asked where one runs, as opening the database would take too long. */
async function namesOf(what: string, [dagId = '']: readonly string[]): Promise<string[]> {
  const ask = NAMES[what.replace(/s$/, '')];
  if (!ask) return [];
  try {
    return await ask(runningServer(await openConfig()), dagId);
  } catch {
    return [];
  }
}

const NAMES: Readonly<Record<string, (client: Client, dagId: string) => Promise<string[]>>> = {
  dag_id: async (client) =>
    (await client.all<{ dag_id: string }>('/dags?order_by=dag_id', 'dags', MOST_NAMES)).map((dag) => dag.dag_id),
  task_id: async (client, dagId) =>
    (await client.ask<{ tasks: { task_id: string }[] }>('GET', path`/dags/${dagId}/tasks`)).tasks.map(
      (task) => task.task_id,
    ),
  run: async (client, dagId) =>
    (
      await client.all<{ dag_run_id: string }>(`${path`/dags/${dagId}/dagRuns`}?order_by=-run_after`, 'dag_runs', 100)
    ).map((run) => run.dag_run_id),
};
