/** The project's own source files with what the rules ask of them, read from their syntax trees. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { type Node, walk } from './syntax.ts';

const PATTERNS = [
  'src/**/*.ts',
  'sdk/{src,test}/**/*.ts',
  'ui/{src,scripts}/**/*.{ts,tsx}',
  'examples/*/{dags,src,test}/**/*.ts',
  'docs/guides/dags/**/*.ts',
  'test/**/*.ts',
  'bench/**/*.ts',
  'scripts/**/*.{js,ts}',
];
/** Made by a program, of other projects, or wrong on purpose. */
const EXCLUDED = ['ui/src/shared/api/generated.ts', 'bench/peers/', 'test/canary/'];

export interface Import {
  readonly specifier: string;
  /** Path within the tree; undefined for a package or a module of Node. */
  readonly target: string | undefined;
  /** `import type`, `export type` or `import('x').T`: nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** Holds nothing but exports from elsewhere. */
  readonly isBarrel: boolean;
  readonly nodes: readonly Node[];
}

export const isTest = (file: SourceFile): boolean => /\.test\.tsx?$/.test(file.path);

/** Reads every source file below `root`, with paths relative to it. Throws for one that does not parse. */
export function readSourceTree(root: string): SourceFile[] {
  return globSync(PATTERNS, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .filter((path) => !EXCLUDED.some((excluded) => path.startsWith(excluded)))
    .sort()
    .map((path) => readSourceFile(path, readFileSync(join(root, path), 'utf8')));
}

function readSourceFile(path: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const nodes = [...walk(program)];
  const statements = program.body;
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: nodes.flatMap((node) => importOf(node, path)),
    hasDefaultExport: module.staticExports.some(({ entries }) =>
      entries.some(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default'),
    ),
    isBarrel: statements.length > 0 && statements.every((statement) => 'source' in statement && isReExport(statement)),
    nodes,
  };
}

const isReExport = ({ type, source }: { type: string; source: unknown }): boolean =>
  type.startsWith('Export') && source !== null;

function importOf(node: Node, path: string): Import[] {
  const source = node.source as { value?: unknown } | null | undefined;
  if (typeof source?.value !== 'string') return [];
  const specifier = source.value;
  const typeOnly = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';
  return [{ specifier, target: resolve(specifier, path), typeOnly }];
}

function resolve(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith('#') && from.startsWith('ui/')) return `ui/src/${specifier.slice(1)}`;
  if (specifier.startsWith('#test/') || specifier.startsWith('#bench/')) return specifier.slice(1);
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`;
  if (specifier === '@aquilon/sdk') return 'sdk/src/index.ts';
  if (specifier.startsWith('@aquilon/sdk/')) return `sdk/src/${specifier.slice('@aquilon/sdk/'.length)}.ts`;
  return undefined;
}
