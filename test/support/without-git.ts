import { spawnSync } from 'node:child_process';

/** For `skip`: false where the machine has git, else the reason. */
export const withoutGit: string | false =
  spawnSync('git', ['--version']).status === 0 ? false : 'this machine has no git';
