/** A new project. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { command } from '#cli/options.ts';
import { projectFiles } from '#cli/project-files.ts';
import { PRODUCT_ROOT } from '#composition/product.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { inShell } from '#support/in-shell.ts';

export const init = () =>
  command('init', 'Make a new project with one DAG, its types, its tests and a README', 'init my-dags')
    .argument('<dir>', 'an empty or new folder')
    .action(makeProject);

/** Throws `FOLDER_NOT_EMPTY`. */
async function makeProject(dir: string): Promise<void> {
  const folder = resolve(dir);
  const found = await readdir(folder).catch(() => []);
  if (found.length > 0) throw new AquilonError('FOLDER_NOT_EMPTY', { folder });
  const files = projectFiles({
    name: nameOf(folder),
    product: PRODUCT_ROOT,
    versions: await versions(),
    today: new Date().toISOString().slice(0, 10),
  });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  process.stdout.write(nextSteps(folder));
}

/** A name that npm takes. */
const nameOf = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'dags';

async function versions(): Promise<{ nodeTypes: string; typescript: string }> {
  const text = await readFile(join(PRODUCT_ROOT, 'package.json'), 'utf8');
  const { devDependencies = {} } = JSON.parse(text) as { devDependencies?: { [name: string]: string } };
  return { nodeTypes: devDependencies['@types/node'] ?? '*', typescript: devDependencies.typescript ?? '*' };
}

const nextSteps = (folder: string): string => `Made ${folder}. Go on there:
  cd ${inShell(folder)}
  npm install      # the command line (npx aquilon), the SDK, the types
  npm test         # runs the DAG in memory
  npm run check    # types, and what is wrong with the DAGs
  npm start        # serves them on http://localhost:8080
`;
