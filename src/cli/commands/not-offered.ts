/** Commands that Airflow has and this has not: they say so, and what to do instead. */
import { Command } from 'commander';
import { NOT_OFFERED } from '#cli/airflow-differences.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const notOffered = (name: string, path: string): Command =>
  new Command(name)
    .description('Not offered')
    .argument('[words...]')
    .allowUnknownOption()
    .action(() => refuse(path, path));

/** Throws `NOT_OFFERED`. `entry`: where the reason stands. */
export function refuse(path: string, entry: string): never {
  throw new AquilonError('NOT_OFFERED', { command: path, ...NOT_OFFERED[entry] });
}
