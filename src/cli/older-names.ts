/** Names of commands in guides for older versions of Airflow: they do what the new one does, and say its name on stderr. */
import type { Command } from 'commander';

const olderNames = new WeakSet<Command>();

export const isOlderName = (command: Command): boolean => olderNames.has(command);

/** `path`: the older name in full. `command` makes the new one; it keeps its options under the older name. `more` is told of what is different. */
export function olderName(path: string, command: Command, newName: string, more = ''): Command {
  olderNames.add(command);
  return command
    .name(path.split(' ').at(-1) ?? '')
    .description(`Older name of ${newName}`)
    .hook('preAction', () => {
      process.stderr.write(`aquilon ${path} is an older name: use aquilon ${newName}.${more}\n`);
    });
}
