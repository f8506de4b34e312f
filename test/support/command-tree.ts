import { Command } from 'commander';
import { type Leaf, leavesOf } from '#cli/leaves.ts';
import { addCommands } from '#cli/program.ts';

/** Every command there is. */
export async function commandTree(): Promise<Leaf[]> {
  const program = new Command('aquilon');
  await addCommands(program, 'all');
  return leavesOf(program);
}
