/** What kept a file from being loaded: one finding for each problem of a DAG, at the option that is at fault. */
import { messageIn } from '#dags/import-error.ts';
import { type Finding, finding } from './finding.ts';
import { lineOfOption } from './line-of-dag.ts';
import { placeOfTask, type Sources } from './place-of-task.ts';

/** `error`: as describeFailure() tells it. The first line is the message; the place is the one that the loader found. */
export function importFindings(sources: Sources, error: string): Finding[] {
  const place = /^at (.+?):(\d+)(?::(\d+))?$/m.exec(error);
  if (!place && DAG.test(error)) return problemsOf(error).map((one) => problemFinding(sources, one));
  const [message = '', ...rest] = error.split('\n');
  const line = place?.[2] ?? /\(line (\d+)\)/.exec(error)?.[1];
  const told = {
    file: place?.[1] ?? sources.file,
    line: line === undefined ? null : Number(line),
    column: place?.[3] === undefined ? null : Number(place[3]),
    detail: rest
      .filter((one) => !/^(at .+:\d+|in .+|\s+at .+)$/.test(one))
      .join('\n')
      .trim(),
  };
  return [finding('import-error', told, message)];
}

interface Problem {
  dagId: string;
  text: string;
}

const DAG = /^(?:DagDefinitionError: )?DAG ([^:\s]+):\s*/;

/** Of each DAG of the file one stands behind the colon, or several in a list below. */
function problemsOf(error: string): Problem[] {
  return messageIn(error)
    .split(/\n(?=DAG [^:\s]+:\s)/)
    .flatMap((ofDag) => {
      const [head = '', dagId = ''] = DAG.exec(ofDag) ?? [];
      const told = ofDag.slice(head.length);
      return (told.startsWith('- ') ? told.slice(2).split(/\n\s*- /) : [told]).map((text) => ({ dagId, text }));
    });
}

/** The names that there are, all of them, are no matter of the first line. */
const ALL_NAMES = /(?<=\S)\s+(?=Options: )/;

function problemFinding(sources: Sources, { dagId, text }: Problem): Finding {
  const [, taskId, line] = /^task (\S+) \(line (\d+)\)/.exec(text) ?? [];
  const told = text.replace(/^task \S+ \(line \d+\): /, '');
  const option =
    /^(?:defaultArgs: |there is no option |the default of (?:params\.)?|param |schedule: |template )?(\w+)/.exec(
      told,
    )?.[1] ?? '';
  const { file } = sources;
  const place =
    taskId === undefined
      ? { file, line: lineOfOption(file, sources.files[file] ?? '', dagId, option) }
      : placeOfTask(sources, { taskId, line: Number(line) }, option);
  const [message = '', ...detail] = text.replace(ALL_NAMES, '\n').split('\n');
  return finding(
    'import-error',
    { ...place, dagId, taskId: taskId ?? null, detail: detail.join('\n') },
    `DAG ${dagId}: ${message}`,
  );
}
