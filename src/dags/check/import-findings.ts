/** What kept a file from being loaded: one finding for each problem of a DAG, at the option that is at fault. */
import { messageIn } from '#dags/import-error.ts';
import { type Finding, finding } from './finding.ts';
import { lineOfOption } from './line-of-dag.ts';

/** `error`: as describeFailure() tells it; `text`: of the file. The first line is the message; the place is the one that the loader found. */
export function importFindings(file: string, error: string, text: string): Finding[] {
  const place = /^at (.+?):(\d+)(?::(\d+))?$/m.exec(error);
  const [head, dagId] = /^(?:DagDefinitionError: )?DAG ([^:\s]+):\s*/.exec(error) ?? [];
  if (head !== undefined && dagId !== undefined && !place)
    return problemsOf(error.slice(head.length)).map((problem) =>
      problemFinding(file, dagId, head.trim(), problem, text),
    );
  const [message = '', ...rest] = error.split('\n');
  const line = place?.[2] ?? /\(line (\d+)\)/.exec(error)?.[1];
  const told = {
    file: place?.[1] ?? file,
    line: line === undefined ? null : Number(line),
    column: place?.[3] === undefined ? null : Number(place[3]),
    detail: rest
      .filter((one) => !/^(at .+:\d+|in .+|\s+at .+)$/.test(one))
      .join('\n')
      .trim(),
  };
  return [finding('import-error', told, message)];
}

/** One stands behind the colon, several in a list below. */
function problemsOf(error: string): string[] {
  const told = messageIn(error);
  return told.startsWith('- ') ? told.slice(2).split(/\n\s*- /) : [told];
}

/** `head`: what stands before the problem, with the name of the DAG. */
function problemFinding(file: string, dagId: string, head: string, problem: string, text: string): Finding {
  const ofTask = /^task (\S+) \(line (\d+)\)/.exec(problem);
  const option = /^(?:defaultArgs: |there is no option |param |schedule: )?(\w+)/.exec(problem)?.[1] ?? '';
  const [message = '', ...detail] = problem.split('\n');
  return finding(
    'import-error',
    {
      file,
      dagId,
      taskId: ofTask?.[1] ?? null,
      line: ofTask ? Number(ofTask[2]) : lineOfOption(file, text, dagId, option),
      detail: detail.join('\n'),
    },
    `${head} ${message}`,
  );
}
