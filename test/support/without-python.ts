import { spawnSync } from 'node:child_process';

/** For `skip`: false where the machine has a Python that tests can use, else the reason. */
export const withoutPython: string | false =
  spawnSync('python3', ['-c', 'import sys, venv, pip; sys.exit(sys.version_info < (3, 8))']).status === 0
    ? false
    : 'this machine has no Python 3.8 with venv and pip';
