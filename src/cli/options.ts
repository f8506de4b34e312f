/** What the commands have in common: options and the form of their help. */
import { Command, Option } from 'commander';
import { OUTPUTS } from './output.ts';

/** A command with an example under its help: every one has it. */
export function command(name: string, description: string, example: string): Command {
  return new Command(name).description(description).addHelpText('after', `\nExample:\n  $ aquilon ${example}`);
}

export const outputOption = (): Option =>
  new Option('-o, --output <format>', 'form of the output').choices(OUTPUTS).default('table');

export const showValuesOption = ['--show-values', 'show the values too, in the clear'] as const;

export const hideSensitiveOption = ['--hide-sensitive', 'with --show-values: not what may be secret'] as const;

/** As Airflow's: it may be given more than once; none stands for all. */
export const bundleNameOption = (): Option =>
  new Option('-B, --bundle-name <name>', 'a DAG bundle; may be given more than once')
    .argParser((name: string, before: string[]) => [...before, name])
    .default([], 'all');

export const confOption = '-c, --conf <json>';

export const runArgument = ['<run>', 'run id or logical date'] as const;
