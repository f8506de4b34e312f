/** Graphs in the DOT language. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';

export interface Edge {
  from: string;
  to: string;
  label?: string;
}

/** `nodes`: those without an edge are drawn as well. */
export function dotText(name: string, nodes: readonly string[], edges: readonly Edge[]): string {
  const lines = [
    ...nodes.map((node) => `\t${quoted(node)}`),
    ...edges.map(({ from, to, label }) => {
      const named = label === undefined ? '' : ` [label=${quoted(label)}]`;
      return `\t${quoted(from)} -> ${quoted(to)}${named}`;
    }),
  ];
  return `digraph ${quoted(name)} {\n\trankdir=LR\n${lines.join('\n')}\n}\n`;
}

/** As text where the file is a `.dot` or `.gv`; else drawn by Graphviz, as the name of the file ends. Throws `DOT_UNDRAWN`. */
export async function saveDot(text: string, file: string): Promise<void> {
  const form = extname(file).slice(1).toLowerCase();
  if (form === '' || form === 'dot' || form === 'gv') await writeFile(file, text);
  else await draw(text, form, file);
  process.stdout.write(`File ${file} saved\n`);
}

async function draw(text: string, form: string, file: string): Promise<void> {
  const child = spawn('dot', [`-T${form}`, '-o', file], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  // A program that does not read its input is told of by how it ends.
  child.stdin.on('error', () => undefined).end(text);
  const [code] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    throw new AquilonError('DOT_UNDRAWN', {
      file,
      reason: error.code === 'ENOENT' ? 'dot is not installed' : error.message,
    });
  });
  if (code !== 0) throw new AquilonError('DOT_UNDRAWN', { file, reason: said.trim() || `dot ended with ${code}` });
}

const quoted = (id: string): string => `"${id.replaceAll(/["\\]/g, '\\$&')}"`;
