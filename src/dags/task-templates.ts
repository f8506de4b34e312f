/** The templates of a DAG, looked at while its file is loaded: their syntax, and the files that they are or include. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { literalArguments } from '@aquilon/sdk/runtime';
import type { Json, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';

const LONGEST_FILE = 1_048_576;

/**
 * Notes in each task the template files that it reads, and adds their texts to `files` by their absolute paths: a run stays on the templates that it
 * started with. Returns all that is wrong.
 */
export async function readTemplates(
  dag: SerializedDag,
  dagFile: string,
  files: { [path: string]: string },
): Promise<string[]> {
  const tasks = dag.tasks.filter((task) => task.template !== undefined || task.mapIndexTemplate !== undefined);
  if (tasks.length === 0) return [];
  const engine = { ...(await import('#templating/compile.ts')), ...(await import('#templating/fields.ts')) };
  const problems: string[] = [];

  for (const task of tasks) {
    const found = new Set<string>();
    const say = (field: string, problem: string) => {
      const at = task.line === null ? '' : ` (line ${task.line})`;
      problems.push(`task ${task.taskId}${at}: template ${field}${problem}`);
    };
    const check = (field: string, source: string) => {
      if (!engine.hasMark(source)) return;
      try {
        for (const name of engine.referencedTemplates(engine.parseTemplate(source))) read(name);
      } catch (error) {
        const { message, line } = error as Error & { line?: number };
        say(field, `${line === undefined ? '' : `, line ${line}`}: ${message}`);
      }
    };
    const read = (name: string) => {
      if (found.has(name)) return;
      found.add(name);
      const file = readTemplate(dirname(dagFile), name, files);
      if ('problem' in file) say(name, `: ${file.problem}`);
      else check(name, file.text);
    };
    for (const [field, value] of templatesOf(task)) {
      for (const text of engine.textsIn(value))
        if (engine.isTemplatePath(text, field, task.template)) read(text);
        else check(field, text);
    }
    if (task.mapIndexTemplate !== undefined) check('mapIndexTemplate', task.mapIndexTemplate);
    if (task.template && found.size > 0) task.template.files = [...found];
  }
  return problems;
}

/** What is written in the DAG file, by the names of the template fields. */
function templatesOf({ template, options, inputs, expand }: SerializedTask): [string, Json][] {
  const given = [...Object.entries(options), ...literalArguments(inputs, expand)];
  return given.filter(([name]) => template?.fields.includes(name));
}

/** Only from the folder of the DAG file downwards, also where a link leads elsewhere. */
function readTemplate(
  folder: string,
  name: string,
  files: { [path: string]: string },
): { text: string } | { problem: string } {
  const path = join(folder, name);
  // Also where it cannot be read: the DAG file is loaded again when it appears.
  files[path] ??= '';
  const remedy = 'To give it as it is, put a space at its end';
  if (isAbsolute(name) || name.split(/[\\/]/).includes('..'))
    return { problem: `it is looked for below the folder of the DAG file, and must not lead out of it. ${remedy}` };
  try {
    const real = realpathSync(path);
    if (!real.startsWith(realpathSync(folder) + sep)) return { problem: 'it leads out of the folder of the DAG file' };
    const { size } = statSync(real);
    if (size > LONGEST_FILE) return { problem: `it has ${size} bytes; ${LONGEST_FILE} are allowed` };
    const text = readFileSync(real, 'utf8');
    files[path] = text;
    return { text };
  } catch (error) {
    return { problem: `${path} cannot be read (${(error as NodeJS.ErrnoException).code}). ${remedy}` };
  }
}
