/** The connections that notifiers name: of tasks, of runs and of deadlines. */
import type { SerializedDag, SerializedNotifier } from '@aquilon/sdk/serialized';
import { isCode, isNode, lineOf, literalText, parseCode } from '#dags/code/parse.ts';
import { lineOfDag, propertiesNamed } from './line-of-dag.ts';
import { isPlainText, type NameUse } from './names.ts';
import { placeOfTask, type Sources } from './place-of-task.ts';

type Place = Pick<NameUse, 'file' | 'line'>;

interface Named {
  option: string;
  name: string;
}

const OPTIONS = ['httpConnId', 'slackWebhookConnId', 'slackConnId'];

export function namesInNotifiers(dag: SerializedDag, sources: Sources): NameUse[] {
  const { dagId, callbacks = {}, deadlines = [] } = dag;
  const places = new Map<string, Place | undefined>();
  const useOf = (named: Named, taskId: string | null, placeOfUser: () => Place): NameUse => {
    const { option, name } = named;
    const key = `${option} ${name}`;
    if (!places.has(key)) places.set(key, placeOfOption(named, sources));
    return { kind: 'connection', name, ...(places.get(key) ?? placeOfUser()), dagId, taskId };
  };
  const placeOfDag = () => ({ file: sources.file, line: lineOfDag(sources.files[sources.file] ?? '', dagId) });
  const ofRuns = [...Object.values(callbacks), ...deadlines.map((one) => one.callbacks)].flat();
  return [
    ...ofRuns.flatMap(namedBy).map((named) => useOf(named, null, placeOfDag)),
    ...dag.tasks.flatMap((task) => {
      const ofTask = Object.values(task.callbacks ?? {}).flat();
      return ofTask.flatMap(namedBy).map((named) => useOf(named, task.taskId, () => placeOfTask(sources, task)));
    }),
  ];
}

const namedBy = ({ options }: SerializedNotifier): Named[] =>
  OPTIONS.flatMap((option) => {
    const name = options[option];
    return isPlainText(name) ? [{ option, name }] : [];
  });

/** A notifier is often made once, for several tasks or in a file of its own: the place where the name is written says most. */
function placeOfOption({ option, name }: Named, { file, files }: Sources): Place | undefined {
  const others = Object.keys(files).filter((path) => path !== file);
  for (const path of [file, ...others].filter(isCode)) {
    const program = parseCode(path, files[path] ?? '');
    const all = program ? propertiesNamed(program, option) : [];
    const written = all.find(({ value }) => isNode(value) && literalText(value) === name);
    if (written) return { file: path, line: lineOf(written) };
  }
  return undefined;
}
