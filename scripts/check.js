// npm run check: formatting, lint, lost promises, types, unused code. All of it runs, all problems are shown.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { installMissing, pinnedNode, root } from './runtime.js';

const CHECKS = [
  ['biome', ['check', '--error-on-warnings']],
  // Lost promises: Biome's rule does not see those of libraries. The canaries are wrong on purpose.
  ['oxlint', ['--type-aware', '--ignore-pattern', 'test/canary', '.']],
  ['tsc', ['-p', '.']],
  ['tsc', ['-p', 'ui']],
  ['knip', []],
];

installMissing();
const env = { ...process.env, PATH: `${dirname(pinnedNode())}:${process.env.PATH}` };
const failed = CHECKS.filter(([tool, args]) => {
  console.log(`> ${tool} ${args.join(' ')}`);
  return spawnSync(join(root, 'node_modules/.bin', tool), args, { cwd: root, stdio: 'inherit', env }).status !== 0;
});
console.log(
  failed.length === 0
    ? 'check: clean'
    : `check: ${failed.map(([tool, args]) => [tool, ...args].join(' ')).join(', ')} failed`,
);
process.exit(failed.length === 0 ? 0 : 1);
