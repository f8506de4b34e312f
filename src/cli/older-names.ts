/** Names of commands in guides for older versions of Airflow: they do what the new one does, and say its name on stderr. */
import type { Command } from 'commander';

/** `command` makes the new one; it keeps its options under the older name. `more` is told of what is different. */
export function olderName(name: string, command: Command, newName: string, more = ''): Command {
  return command
    .name(name)
    .description(`Older name of ${newName}`)
    .hook('preAction', () => {
      process.stderr.write(`aquilon ${groupOf(newName)}${name} is an older name: use aquilon ${newName}.${more}\n`);
    });
}

/** `db migrate` -> `db `; empty for a command of no group. */
const groupOf = (name: string): string => (name.includes(' ') ? `${name.split(' ')[0]} ` : '');
