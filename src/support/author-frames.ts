/** Stacks as authors read them: what Node and the product do in between is no help to them. */
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRODUCT = join(import.meta.dirname, '..', '..');
/** Examples and guides lie in the product as well, and are somebody's DAGs. */
const OWN = [join(PRODUCT, 'src') + sep, join(PRODUCT, 'sdk', 'src') + sep];

const isOwn = (path: string): boolean => OWN.some((folder) => path.startsWith(folder)) && !/\.test\.ts$/.test(path);

export interface StackFrame {
  /** Absolute path. */
  file: string;
  line: number;
  column: number;
  /** Of the function; null: of no function. */
  name: string | null;
  /** As it stands in the stack. */
  text: string;
}

/** The frames of a V8 stack that lie in files, without those of Node and of the product, innermost first. */
export function authorFrames(stack: string): StackFrame[] {
  return stack.split('\n').flatMap((text): StackFrame[] => {
    const [, name, where = '', line, column] =
      /^\s+at (?:(.*?) \()?(?:async )?((?:file:\/\/|\/).*?):(\d+):(\d+)\)?$/.exec(text) ?? [];
    const file = pathOf(where);
    if (where === '' || isOwn(file)) return [];
    return [{ file, line: Number(line), column: Number(column), name: name ?? null, text }];
  });
}

/** Of an address or a path. */
export function pathOf(where: string): string {
  if (!where.startsWith('file://')) return where;
  try {
    return fileURLToPath(where);
  } catch {
    return where;
  }
}
