// Plain JavaScript that any Node from 20.20 on can run: finds the pinned Node, installs what is missing.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '..'));

/** Address of what is imported before short commands. */
export const compileCache = new URL('compile-cache.js', import.meta.url).href;

/** The Node that the project pins as an npm dependency; the running one where it is new enough. */
export function pinnedNode() {
  const require = createRequire(join(root, 'package.json'));
  for (const name of [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node');
      if (existsSync(path)) return path;
    } catch {
      // Not installed for this platform: the next name, then the running Node.
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  console.error(
    `aquilon: there is no Node 26 for ${process.platform}-${process.arch} among the packages of ${root}.\n` +
      'Run npm install there, with its optional packages. Where npm has none for this platform, install Node 26 or newer and start again with it.',
  );
  process.exit(1);
}

/** Before the first `npm start` nothing is installed: whichever command comes first does it. */
export function installFirst() {
  if (!existsSync(join(root, 'node_modules'))) installMissing();
}

/** Runs `npm ci` when the lockfile is newer than what is installed. */
export function installMissing() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && sameLock(installed)) return;
  console.error('aquilon: installing packages (once; about a minute) ...');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) {
    console.error('aquilon: npm ci failed; see above. Correct the cause and start again.');
    process.exit(1);
  }
}

function sameLock(installed) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.link ||
      entry.optional ||
      !path.startsWith('node_modules/') ||
      found[path]?.version === entry.version,
  );
}

/**
 * The command line, with `words` after it, as arguments of Node. The heap may grow by 40 % of what was in use after a collection, and the space for
 * what is young to 16 MB: with V8's own limits, three times and 32 MB, a server that runs a hundred thousand tasks keeps 200 MB of garbage.
 */
export const productArgs = (words) => [
  '--disable-warning=ExperimentalWarning',
  '--heap-growing-percent=40',
  '--max-semi-space-size=16',
  join(root, 'src/cli/main.ts'),
  ...words,
];

/**
 * Replaces this process by `file` on the pinned Node, as far as Node can: signals and the exit code pass through. The channel
 * tells the child when this process is killed and cannot pass anything on; returns the function that asks the child to end.
 */
export function runPinned(args) {
  const child = spawn(pinnedNode(), args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A signal to the whole group reaches the child as well: there, what comes twice at once counts once.
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  return () => child.kill('SIGTERM');
}
