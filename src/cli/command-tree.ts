/** The commands as a list, for what goes over all of them: the cheat sheet, completion, the comparison with Airflow. */
import { Command } from 'commander';
import { addCommands } from './program.ts';

export interface Leaf {
  /** `dags list` */
  path: string;
  command: Command;
  /** Neither shown in help nor offered by completion: older names, and what Airflow has and this has not. */
  isHidden: boolean;
}

export async function commandTree(): Promise<Leaf[]> {
  const program = new Command('aquilon');
  await addCommands(program, 'all');
  return leavesOf(program, []);
}

function leavesOf(parent: Command, before: readonly string[]): Leaf[] {
  const visible = new Set(parent.createHelp().visibleCommands(parent));
  return parent.commands.flatMap((command) => {
    const path = [...before, command.name()];
    if (command.commands.length > 0) return leavesOf(command, path);
    return [{ path: path.join(' '), command, isHidden: !visible.has(command) }];
  });
}
