/** The arguments of an attempt that are results of other tasks: fetched before it goes to a process. */
import type { Pick } from '#domain/picks.ts';
import type { Work } from '#queue/executor.ts';
import { elementOf } from '#support/element.ts';
import type { InputValue } from '#worker/protocol.ts';
import type { TaskServices } from '#worker/services.ts';

export interface GatheredInputs {
  /** By argument name; one that was never pushed is absent. */
  inputs: { [name: string]: InputValue };
  /** Of a task that is mapped over objects of arguments: this one's. */
  row?: InputValue | undefined;
}

export const needsInputs = ({ task, mapped }: Work): boolean =>
  mapped !== undefined || Object.values(task.inputs).some(({ kind }) => kind === 'xcom');

interface XComs {
  getXCom: TaskServices['getXCom'];
  getXComs: TaskServices['getXComs'];
}

export async function gatherInputs(services: XComs, work: Work): Promise<GatheredInputs> {
  const { dagRunId, mapped } = work;
  const inputs: { [name: string]: InputValue } = {};
  const keep = async (name: string, value: Promise<InputValue | undefined>): Promise<void> => {
    const found = await value;
    if (found !== undefined) inputs[name] = found;
  };
  const fetches = Object.entries(work.task.inputs).map(([name, input]) => {
    if (input.kind !== 'xcom') return undefined;
    const { taskId, key } = input;
    const mapIndex = input.sameElement ? work.mapIndex : -1;
    if (!input.collect) return keep(name, services.getXCom({ dagRunId, taskId, mapIndex, key }));
    return keep(
      name,
      services.getXComs({ dagRunId, taskId, key }).then((items) => ({ kind: 'list', items })),
    );
  });
  const picks = mapped?.kind === 'product' ? Object.entries(mapped.inputs) : [];
  for (const [name, pick] of picks) fetches.push(keep(name, fetchPick(services, dagRunId, pick)));
  await Promise.all(fetches);
  return mapped?.kind === 'rows' ? { inputs, row: await fetchPick(services, dagRunId, mapped.row) } : { inputs };
}

async function fetchPick(services: XComs, dagRunId: number, pick: Pick): Promise<InputValue | undefined> {
  switch (pick.kind) {
    case 'value':
      return { kind: 'json', value: pick.value };
    case 'instance':
      return services.getXCom({ dagRunId, taskId: pick.taskId, mapIndex: pick.mapIndex, key: 'return_value' });
    case 'field': {
      const of = await fetchPick(services, dagRunId, pick.of);
      return of && { kind: 'field', of, name: pick.name };
    }
    case 'tuple': {
      const items = await Promise.all(pick.items.map((one) => fetchPick(services, dagRunId, one)));
      return { kind: 'list', items: items.map((one) => one ?? { kind: 'json', value: null }) };
    }
    case 'element': {
      const { taskId, index } = pick;
      const of = await services.getXCom({ dagRunId, taskId, mapIndex: -1, key: 'return_value' });
      if (of === undefined) return undefined;
      return of.kind === 'json' ? { kind: 'json', value: elementOf(of.value, index) } : { kind: 'element', of, index };
    }
  }
}
