/** The names of things outside of the DAG files that are written in them: pools, variables, connections, DAGs. */
import { literalArguments } from '@aquilon/sdk/runtime';
import type { Json, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { argumentsOf, calleeName, isCode, isNode, lineOf, literalText, parseCode, walk } from '#dags/code/parse.ts';
import { hasMark, isTemplatePath, textsIn } from '#templating/fields.ts';
import { namedSecrets } from '#templating/names.ts';
import { placeOfTask, type Sources } from './place-of-task.ts';

export interface NameUse {
  kind: 'variable' | 'connection';
  name: string;
  file: string;
  line: number | null;
  dagId: string | null;
  taskId: string | null;
}

const CONNECTION_OPTIONS = [
  'connId',
  'httpConnId',
  'awsConnId',
  'dockerConnId',
  'slackWebhookConnId',
  'indexUrlsFromConnectionIds',
];

/** What the options and templates of the tasks name. */
export function namesInTasks(dag: SerializedDag, sources: Sources): NameUse[] {
  return dag.tasks.flatMap((task) => {
    const placeOf = (option: string) => ({
      ...placeOfTask(sources, task, option),
      dagId: dag.dagId,
      taskId: task.taskId,
    });
    const given = [...Object.entries(task.options), ...literalArguments(task.inputs, task.expand)];
    const found: NameUse[] = [];
    for (const [option, value] of given) {
      if (!CONNECTION_OPTIONS.includes(option)) continue;
      const names = [value].flat().filter(isPlainText);
      found.push(...names.map((name): NameUse => ({ ...placeOf(option), kind: 'connection', name })));
    }
    for (const [option, text] of templateTexts(task, given)) {
      const place = placeOf(option);
      const { variables, connections } = namedSecrets(text);
      found.push(...variables.map((name): NameUse => ({ ...place, kind: 'variable', name })));
      found.push(...connections.map((name): NameUse => ({ ...place, kind: 'connection', name })));
    }
    return found;
  });
}

export const isPlainText = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== '' && !hasMark(value);

/** The texts in the file that are templates themselves; files of templates are read apart. */
function templateTexts(
  { template, mapIndexTemplate }: SerializedTask,
  given: readonly [string, Json][],
): [option: string, text: string][] {
  const fields = given.filter(([name]) => template?.fields.includes(name));
  const texts = fields.flatMap(([field, value]) =>
    textsIn(value)
      .filter((text) => !isTemplatePath(text, field, template))
      .map((text): [string, string] => [field, text]),
  );
  if (mapIndexTemplate !== undefined) texts.push(['mapIndexTemplate', mapIndexTemplate]);
  return texts.filter(([, text]) => hasMark(text));
}

/** What the files beside the DAGs name: code by `variables.get('x')`, `variables.getJson('x')`, `connections.get('x')`; templates as above. */
export function namesInFiles(files: { readonly [path: string]: string }): NameUse[] {
  return Object.entries(files).flatMap(([path, text]) =>
    isCode(path) ? namesInCode(path, text) : namesInTemplate(path, text),
  );
}

function namesInTemplate(file: string, text: string): NameUse[] {
  if (!hasMark(text)) return [];
  const place = { file, line: null, dagId: null, taskId: null };
  const { variables, connections } = namedSecrets(text);
  return [
    ...variables.map((name): NameUse => ({ ...place, kind: 'variable', name })),
    ...connections.map((name): NameUse => ({ ...place, kind: 'connection', name })),
  ];
}

function namesInCode(file: string, text: string): NameUse[] {
  const found: NameUse[] = [];
  const program = parseCode(file, text);
  if (!program) return found;
  walk(program, (node) => {
    const callee = node.type === 'CallExpression' && isNode(node.callee) ? node.callee : undefined;
    if (callee?.type !== 'MemberExpression' || !isNode(callee.object)) return true;
    const kind = kindOf(nameOf(callee.object));
    const [first, fallback] = argumentsOf(node);
    const name = literalText(first);
    const asks = ['get', 'getJson'].includes(calleeName(node) ?? '') && fallback === undefined;
    if (kind && asks && name !== undefined)
      found.push({ kind, name, file, line: lineOf(node), dagId: null, taskId: null });
    return true;
  });
  return found;
}

const kindOf = (name: unknown): NameUse['kind'] | undefined =>
  name === 'variables' ? 'variable' : name === 'connections' ? 'connection' : undefined;

/** `variables` of `variables` and of `context.variables`. */
function nameOf(node: { readonly [name: string]: unknown }): unknown {
  return node.type === 'MemberExpression' && isNode(node.property) ? node.property.name : node.name;
}
