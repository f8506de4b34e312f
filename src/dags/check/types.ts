/** Type errors of DAG files, by the TypeScript compiler: that of the DAG folder, else that of the product. It runs in a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { loaderEnvironment } from '#dags/loader-environment.ts';
import { type Finding, finding } from './finding.ts';

export type TypeCheck = { ok: true; findings: Finding[] } | { ok: false; reason: string };

const TIME_LIMIT_MS = 180_000;
const TYPED = /\.[mc]?ts$/;
const OURS = createRequire(import.meta.url);

/** `modules`: each DAG file, with what it imports; what is wrong elsewhere is not told. */
export async function checkTypes(
  modules: readonly (readonly string[])[],
  folder: string,
  productRoot: string,
): Promise<TypeCheck> {
  const first = await typesOf(modules, folder, productRoot);
  if (!first.ok || first.findings.length === 0 || !first.findings.every(isSyntax)) return first;
  // While a file has a mistake of syntax the compiler looks at no types: without such files it looks at those of the others.
  const broken = new Set(first.findings.map(({ file }) => file));
  const others = modules.filter((files) => !files.some((file) => broken.has(file)));
  const second = await typesOf(others, folder, productRoot);
  return second.ok ? { ok: true, findings: [...first.findings, ...second.findings] } : second;
}

/** The compiler numbers what is wrong with the syntax from 1000 on. */
const isSyntax = ({ message }: Finding): boolean => /^TS1\d{3}:/.test(message);

async function typesOf(
  modules: readonly (readonly string[])[],
  folder: string,
  productRoot: string,
): Promise<TypeCheck> {
  const typed = [...new Set(modules.flat())].filter((file) => TYPED.test(file));
  if (typed.length === 0) return { ok: true, findings: [] };
  const theirs = createRequire(join(folder, 'dag.js'));
  const compiler = [theirs, OURS].map(compilerOf).find((path) => path !== undefined);
  if (compiler === undefined)
    return { ok: false, reason: 'the package typescript is installed neither in the DAG folder nor in the product' };
  const settings = settingsOf(typed, folder, theirs, productRoot);
  if (settings === undefined)
    return { ok: false, reason: 'the package @types/node is installed neither in the DAG folder nor in the product' };
  const work = await mkdtemp(join(tmpdir(), 'aquilon-types-'));
  try {
    const project = join(work, 'tsconfig.json');
    await writeFile(project, JSON.stringify(settings));
    const { code, said } = await run(process.execPath, [compiler, '-p', project, '--pretty', 'false'], work);
    const findings = read(said, work).filter(({ file }) => typed.includes(file));
    // Without a place in any file: the compiler could not do its work.
    const problem =
      /^error TS\d+: .*/m.exec(said)?.[0] ??
      (code === null ? `it took more than ${TIME_LIMIT_MS / 1000} s` : undefined);
    return problem === undefined || findings.length > 0 ? { ok: true, findings } : { ok: false, reason: problem };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type Require = ReturnType<typeof createRequire>;

function compilerOf(require: Require): string | undefined {
  const manifest = tryResolve(require, 'typescript/package.json');
  if (manifest === undefined) return undefined;
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin?: { tsc?: string } };
  return bin?.tsc === undefined ? undefined : join(dirname(manifest), bin.tsc);
}

function tryResolve(require: Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/** The `tsconfig.json` that holds for the DAG folder, else strict settings. `@aquilon/sdk` is found without being installed. */
function settingsOf(
  files: readonly string[],
  folder: string,
  theirs: Require,
  productRoot: string,
): object | undefined {
  const sdk = join(productRoot, 'sdk', 'src');
  const isInstalled = tryResolve(theirs, '@aquilon/sdk') !== undefined;
  const always = {
    noEmit: true,
    composite: false,
    incremental: false,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    // The settings lie elsewhere than the files: what is looked for beside settings has to be named.
    typeRoots: [folder, productRoot]
      .flatMap(above)
      .map((at) => join(at, 'node_modules', '@types'))
      .filter(existsSync),
    ...(isInstalled
      ? {}
      : { paths: { '@aquilon/sdk': [join(sdk, 'index.ts')], '@aquilon/sdk/*': [join(sdk, '*.ts')] } }),
  };
  const own = above(folder)
    .map((at) => join(at, 'tsconfig.json'))
    .find(existsSync);
  if (own !== undefined) return { extends: own, compilerOptions: always, files, include: [], references: [] };
  if (![theirs, OURS].some((require) => tryResolve(require, '@types/node/package.json'))) return undefined;
  const strict = { target: 'esnext', module: 'nodenext', lib: ['esnext'], strict: true, erasableSyntaxOnly: true };
  return { compilerOptions: { ...strict, types: ['node'], ...always }, files };
}

/** The folder and those that it lies in. */
function above(folder: string): string[] {
  const at = resolve(folder);
  return at === dirname(at) ? [at] : [at, ...above(dirname(at))];
}

/** `code` null: it was ended. */
function run(command: string, args: readonly string[], cwd: string): Promise<{ code: number | null; said: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env: loaderEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code, said });
    });
  });
}

function read(said: string, cwd: string): Finding[] {
  const found: Finding[] = [];
  for (const line of said.split('\n')) {
    const match = /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line);
    const last = found.at(-1);
    if (match) {
      const [, path = '', row, column, code, message] = match;
      const place = { file: resolve(cwd, path), line: Number(row), column: Number(column) };
      found.push(finding('type-error', place, `${code}: ${message}`));
    } else if (last && /^\s+\S/.test(line)) last.detail += `${last.detail === '' ? '' : '\n'}${line.trimEnd()}`;
  }
  return found.map(withReason);
}

/** That no overload matches is no news to anybody: the last line below says why. */
function withReason(found: Finding): Finding {
  if (!/^TS2769:/.test(found.message)) return found;
  const lines = found.detail.split('\n').map((line) => line.trim());
  const reason = lines.find((line) => /may only specify known properties/.test(line)) ?? lines.at(-1);
  return reason ? { ...found, message: `TS2769: ${reason}` } : found;
}
