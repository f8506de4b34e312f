/** `aquilon cheat-sheet`: all commands, by group. */
import type { Command } from 'commander';
import { type Leaf, leavesOf } from '#cli/leaves.ts';
import { command } from '#cli/options.ts';

export const cheatSheet = () =>
  command('cheat-sheet', 'Show all commands', 'cheat-sheet').action((_options: object, self: Command) => {
    const leaves = self.parent ? leavesOf(self.parent) : [];
    process.stdout.write(sheet(leaves.filter((leaf) => !leaf.isHidden)));
  });

function sheet(leaves: readonly Leaf[]): string {
  const groups = Map.groupBy(leaves, ({ path }) => (path.includes(' ') ? (path.split(' ')[0] ?? '') : ''));
  const alone = groups.get('') ?? [];
  groups.delete('');
  const width = Math.max(...leaves.map(({ path }) => path.length));
  const lines = (some: readonly Leaf[]) =>
    some.map(({ path, command: one }) => `aquilon ${path.padEnd(width)} | ${one.description()}\n`).join('');
  return [...groups.values(), alone].map(lines).join('\n');
}
