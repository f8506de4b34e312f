/** The rules of the code's structure. Each takes the source tree and returns its violations as sentences. */
import { findCycles } from './cycles.ts';
import { ANY_ALLOWED, COMPOSITION_ROOTS, ENVIRONMENT_BUILDERS, EXCEPTIONS, LAYERS } from './layers.ts';
import { type Import, isTest, type SourceFile } from './source-tree.ts';
import { nameOf, textOf } from './syntax.ts';

type Rule = (files: readonly SourceFile[]) => string[];

const inSource = (file: SourceFile): boolean => file.path.startsWith('src/');
/** Unit tests stand beside their file, and may take from anywhere what they test it with. */
const product = (files: readonly SourceFile[]): SourceFile[] => files.filter((file) => inSource(file) && !isTest(file));
const folderOf = (path: string): string => path.split('/')[1] ?? '';

const everyImport = (
  files: readonly SourceFile[],
  judge: (file: SourceFile, one: Import) => string | false,
): string[] =>
  files.flatMap((file) => file.imports.map((one) => judge(file, one)).filter((problem) => problem !== false));

const layers: Rule = (files) =>
  everyImport(product(files), ({ path }, { target, specifier, typeOnly }) => {
    if (!target?.startsWith('src/') || COMPOSITION_ROOTS.some((root) => path.startsWith(root))) return false;
    const [from, to] = [folderOf(path), folderOf(target)];
    if (from === to || LAYERS[from]?.includes(to)) return false;
    const exception = EXCEPTIONS.find((one) => path.startsWith(one.from) && target.startsWith(one.to));
    if (exception && (typeOnly || !exception.typesOnly)) return false;
    return `${path} imports ${specifier}${exception ? ' for more than its types' : ''}: ${from} may not import ${to}`;
  });

const knownFolders: Rule = (files) =>
  product(files)
    .filter(({ path }) => !(folderOf(path) in LAYERS) && !COMPOSITION_ROOTS.some((root) => path.startsWith(root)))
    .map(({ path }) => `${path} lies in no layer: add its folder to docs/ARCHITECTURE.md and to layers.ts`);

const pureDomain: Rule = (files) =>
  everyImport(product(files), ({ path }, { specifier, target, typeOnly }) => {
    if (folderOf(path) !== 'domain' || target?.startsWith('src/')) return false;
    if (specifier === '@aquilon/sdk/serialized' && typeOnly) return false;
    return `${path} imports ${specifier}: domain is pure, and knows only the types of @aquilon/sdk/serialized`;
  });

const workspaceBorders: Rule = (files) =>
  everyImport(files, ({ path }, { specifier, target }) => {
    const home = /^(sdk|ui|examples\/[^/]+)\//.exec(path)?.[0];
    if (home === undefined) return false;
    if (target === undefined) {
      const isIo = path.startsWith('sdk/src/') && specifier.startsWith('node:') && specifier !== 'node:async_hooks';
      return isIo && `${path} imports ${specifier}: the sdk does no I/O`;
    }
    if (target.startsWith(home) || specifier === '@aquilon/sdk' || specifier.startsWith('@aquilon/sdk/')) return false;
    // A test may start the product; what users copy or load may not know it.
    if (specifier.startsWith('#') && /\.test\.ts$|\/test\//.test(path)) return false;
    return `${path} imports ${specifier}: ${home} knows the rest by package names only`;
  });

const noParentImports: Rule = (files) =>
  everyImport(
    files.filter(inSource),
    ({ path }, { specifier }) => specifier.startsWith('..') && `${path} imports ${specifier}: write #folder/file.ts`,
  );

const noBarrels: Rule = (files) =>
  files
    .filter((file) => inSource(file) && (file.isBarrel || /\/index\.tsx?$/.test(file.path)))
    .map(({ path }) => `${path} is a barrel: import what you need from where it is`);

const noCycles: Rule = (files) => {
  const known = new Set(files.map(({ path }) => path));
  const graph = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ target, typeOnly }) => (!typeOnly && target && known.has(target) ? [target] : [])),
    ]),
  );
  return findCycles(graph).map((cycle) => `import cycle among ${cycle.join(', ')}`);
};

const environmentInConfig: Rule = (files) =>
  product(files)
    .filter(({ path }) => folderOf(path) !== 'config' && !(path in ENVIRONMENT_BUILDERS))
    .filter(readsEnvironment)
    .map(({ path }) => `${path} reads the environment: only src/config/ does`);

function readsEnvironment({ nodes }: SourceFile): boolean {
  return nodes.some((node) => {
    if (node.type === 'MemberExpression') return isProcess(node.object) && nameOf(node.property) === 'env';
    // `import { env } from 'node:process'`, `const { env } = process`
    if (node.type === 'ImportDeclaration' && /^(node:)?process$/.test(textOf(node.source) ?? ''))
      return (node.specifiers as { imported?: unknown }[]).some(({ imported }) => nameOf(imported) === 'env');
    if (node.type !== 'VariableDeclarator' || nameOf(node.init) !== 'process') return false;
    const { properties } = node.id as { properties?: { key?: unknown }[] };
    return properties?.some(({ key }) => nameOf(key) === 'env') ?? false;
  });
}

/** `process`, `globalThis.process` */
const isProcess = (node: unknown): boolean =>
  nameOf(node) === 'process' || nameOf((node as { property?: unknown }).property) === 'process';

const BUDGET = { median: 120, p90: 300, most: 500 };

const fileBudgets: Rule = (files) => {
  const sizes = files.map(({ lines }) => lines).sort((a, b) => a - b);
  const at = (share: number) => sizes[Math.floor((sizes.length - 1) * share)] ?? 0;
  const problems = files
    .filter(({ lines }) => lines > BUDGET.most)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${BUDGET.most}`);
  if (at(0.5) > BUDGET.median) problems.push(`the median file has ${at(0.5)} lines, more than ${BUDGET.median}`);
  if (at(0.9) > BUDGET.p90) problems.push(`one file in ten has more than ${at(0.9)} lines; ${BUDGET.p90} are allowed`);
  return problems;
};

const isDagFile = (path: string): boolean => /^examples\/[^/]+\/dags\/|^docs\/guides\/dags\//.test(path);

const noDefaultExports: Rule = (files) =>
  files
    .filter(({ path, hasDefaultExport }) => hasDefaultExport && !isDagFile(path))
    .map(({ path }) => `${path} has a default export: only DAG files have one`);

const noAny: Rule = (files) =>
  files
    .filter(({ path, nodes }) => !(path in ANY_ALLOWED) && nodes.some(({ type }) => type === 'TSAnyKeyword'))
    .map(({ path }) => `${path} uses any: say what it is, or unknown`);

const testNames: Rule = (files) =>
  files.filter(isTest).flatMap((file) => {
    const names = file.nodes.flatMap(testNameOf);
    return [
      ...names
        .filter((name, index) => names.indexOf(name) < index)
        .map((name) => `${file.path} has two tests named "${name}"`),
      ...names
        .filter((name) => /\bshould\b/i.test(name))
        .map((name) => `${file.path}: "${name}" wishes; a test claims`),
    ];
  });

/** Names that are put together at run time are left to those who put them together. */
function testNameOf(node: { type: string; callee?: unknown; arguments?: unknown }): string[] {
  if (node.type !== 'CallExpression') return [];
  const callee = node.callee as { object?: unknown; property?: unknown };
  const called = nameOf(callee) ?? nameOf(callee.property);
  const onTest = ['test', 'it'].includes(called ?? '') || ['test', 'it'].includes(nameOf(callee.object) ?? '');
  const name = textOf((node.arguments as unknown[])[0]);
  // `/x/.test('text')` asks an expression.
  const isQuestion = called === 'test' && callee.object !== undefined && nameOf(callee.object) === undefined;
  return onTest && !isQuestion && name !== undefined && (node.arguments as unknown[]).length > 1 ? [name] : [];
}

/** By the folder of test/canary/ that breaks it. */
export const RULES: Readonly<Record<string, { claim: string; find: Rule }>> = {
  layers: { claim: 'imports go towards domain, and subsystems meet through ports', find: layers },
  'known-folders': { claim: 'every folder of src has its place among the layers', find: knownFolders },
  'pure-domain': { claim: 'domain imports nothing that does something', find: pureDomain },
  'workspace-borders': { claim: 'sdk, ui and examples know the product by package names only', find: workspaceBorders },
  'parent-imports': { claim: 'imports across folders are absolute', find: noParentImports },
  barrels: { claim: 'no file of src only passes on what others export', find: noBarrels },
  cycles: { claim: 'no imports go round in a circle', find: noCycles },
  environment: { claim: 'the environment is read in config only', find: environmentInConfig },
  budgets: { claim: 'files stay small', find: fileBudgets },
  'default-exports': { claim: 'only DAG files have a default export', find: noDefaultExports },
  any: { claim: 'no type is any', find: noAny },
  'test-names': { claim: 'the names of tests are claims, unique in their file', find: testNames },
};
