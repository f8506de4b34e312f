// The web page: built when what it is made of has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinnedNode, root } from './runtime.js';

/** Hash of everything that the web page is made of. */
function sourceHash() {
  const hash = createHash('sha256');
  const ui = join(root, 'ui');
  const files = readdirSync(ui, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !/\/(dist|node_modules)\//.test(path))
    .sort();
  for (const path of files) hash.update(path.slice(ui.length)).update(readFileSync(path));
  return hash.digest('hex');
}

export const isPageBuilt = () => existsSync(join(root, 'ui/dist/index.html'));

export function buildPage() {
  const stamp = join(root, 'ui/dist/.source-hash');
  const wanted = sourceHash();
  let found = '';
  try {
    found = readFileSync(stamp, 'utf8');
  } catch {
    // Not built yet.
  }
  if (found === wanted) return;
  console.error('aquilon: building the web page ...');
  const env = { ...process.env, PATH: `${dirname(pinnedNode())}:${process.env.PATH}` };
  const build = spawnSync('npm', ['run', 'build', '-w', 'ui', '--silent'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 2],
    env,
  });
  if (build.status === 0) writeFileSync(stamp, wanted);
  else
    console.error(
      'aquilon: the web page could not be built (see above); the API and the command line work without it.',
    );
}
