/** The commands as a list, for what goes over all of them: the cheat sheet, the comparison with Airflow. */
import type { Command } from 'commander';

export interface Leaf {
  /** `dags list` */
  path: string;
  command: Command;
  /** Neither shown in help nor offered by completion: older names, and what Airflow has and this has not. */
  isHidden: boolean;
}

export function leavesOf(parent: Command, before: readonly string[] = []): Leaf[] {
  const visible = new Set(parent.createHelp().visibleCommands(parent));
  return parent.commands.flatMap((command) => {
    const path = [...before, command.name()];
    if (command.commands.length > 0) return leavesOf(command, path);
    return [{ path: path.join(' '), command, isHidden: !visible.has(command) }];
  });
}
