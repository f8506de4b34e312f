/** A plan as people read it. */

import { messageIn } from '#dags/import-error.ts';
import type { DagPlan, Plan } from '#dags/plan/plan.ts';
import type { Change } from '#domain/dag-difference.ts';
import { counted } from './counted.ts';

const SIGNS = { new: '+', changed: '~', removed: '-', text: '=', unchanged: ' ' } as const;
/** Of lists that may be long. */
const MOST_SHOWN = 5;

const AFTER = { asset: 'runs by assets of', trigger: 'is triggered by', sensor: 'waits for' } as const;

/** `shown`: how a path is told. */
export function planText({ dags, errors, effects }: Plan, shown: (path: string) => string): string {
  const lines = dags
    .filter(({ change }) => change !== 'unchanged')
    .flatMap((dag) => [headOf(dag, shown), ...bodyOf(dag).map((line) => `    ${line}`)]);
  for (const { file, error } of errors) {
    const [first, ...more] = messageIn(error).split('\n');
    lines.push(`! ${shown(file)} cannot be loaded, what is live of it stays: ${first}`);
    lines.push(...more.map((line) => `    ${line}`));
  }
  const concerned: string[] = [];
  for (const [dagId, runs] of Map.groupBy(effects.openRuns, (run) => `${run.dagId} ${run.version ?? '?'}`)) {
    const [id, version] = dagId.split(' ');
    const names = runs.slice(0, MOST_SHOWN).map(({ runId }) => runId);
    if (runs.length > MOST_SHOWN) names.push('...');
    concerned.push(
      `${id}: ${counted(runs.length, 'open run')} on version ${version}, which ${runs.length === 1 ? 'it keeps' : 'they keep'}: ${names.join(', ')}`,
    );
  }
  for (const { dagId, id, from, to, waiting } of effects.backfills)
    concerned.push(
      `${dagId}: backfill ${id} of ${day(from)} to ${day(to)}: ${counted(waiting, 'date')} still to be run`,
    );
  for (const { dagId, of, by } of effects.downstream) concerned.push(`${dagId} ${AFTER[by]} ${of}, which changes`);
  for (const { dagId, taskId, what, name } of effects.lost)
    concerned.push(
      `${taskId === null ? dagId : `${dagId}.${taskId}`} counts on the ${what} ${name}, which will be gone`,
    );
  for (const { dagId, taskId, pool } of effects.pools)
    concerned.push(`${dagId}.${taskId}: its pool ${pool} does not exist`);
  if (concerned.length > 0) lines.push('', 'Affected:', ...concerned.map((line) => `    ${line}`));
  lines.push(...(lines.length > 0 ? [''] : []), summaryOf(dags, errors.length));
  return `${lines.join('\n')}\n`;
}

function headOf({ dagId, file, change, version }: DagPlan, shown: (path: string) => string): string {
  const head = `${SIGNS[change]} ${dagId} (${shown(file)})`;
  if (change === 'text') return `${head}: only its text differs, it stays version ${version.live}`;
  if (change === 'removed') return `${head}: version ${version.live} is the last one`;
  if (version.live === null) return `${head}: new`;
  return `${head}: version ${version.live} ${version.live === version.next ? 'is replaced, no run has used it' : `-> ${version.next}`}`;
}

function bodyOf({ schedule, difference, code }: DagPlan): string[] {
  const lines: string[] = [];
  if (schedule) {
    lines.push(`schedule: ${changeText(schedule.from, schedule.to)}`);
    const next = [schedule.fromNext, schedule.toNext].map((times) => times.map(minute).join(', ') || 'none by time');
    lines.push(`    next: ${next[0] === next[1] ? next[0] : next.join(' -> ')}`);
  }
  if (difference) {
    lines.push(...difference.options.map(lineOf));
    lines.push(
      ...difference.addedTasks.map((id) => `+ task ${id}`),
      ...difference.removedTasks.map((id) => `- task ${id}`),
    );
    for (const { taskId, changes } of difference.changedTasks)
      lines.push(`~ task ${taskId}`, ...changes.map((change) => `    ${lineOf(change)}`));
    lines.push(...sets('makes the asset', difference.made), ...sets('waits for the asset', difference.awaited));
  }
  for (const { file, change, parts } of code)
    lines.push(`code ${change}: ${file}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`);
  return lines;
}

const sets = (what: string, { added, removed }: { added: string[]; removed: string[] }): string[] => [
  ...added.map((name) => `+ ${what} ${name}`),
  ...removed.map((name) => `- ${what} ${name}`),
];

const lineOf = ({ name, from, to }: Change): string => `${name}: ${changeText(from, to)}`;
const changeText = (from: unknown, to: unknown): string => `${valueText(from)} -> ${valueText(to)}`;

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}Z`;
const day = (time: string): string => time.slice(0, 10);

function summaryOf(dags: readonly DagPlan[], broken: number): string {
  const of = (change: DagPlan['change']) => dags.filter((dag) => dag.change === change).length;
  const parts = [
    `${of('new')} new`,
    `${of('changed')} changed`,
    `${of('removed')} removed`,
    `${of('text')} with another text alone`,
  ];
  return `${parts.join(', ')}, ${of('unchanged')} unchanged${broken > 0 ? `, ${counted(broken, 'file')} cannot be loaded` : ''}`;
}
