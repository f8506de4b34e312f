import { sql } from 'kysely';
import { Type } from 'typebox';
import {
  type ChangeBody,
  changeBody,
  counted,
  effectOf,
  findDagFacts,
  type Kind,
  nothingToDo,
  type PlanParts,
} from './kind.ts';

const properties = { dag_id: Type.String() };
type Body = ChangeBody<typeof properties>;

export const pause = switching(true);
export const unpause = switching(false);

function switching(paused: boolean): Kind<Body> {
  return {
    body: changeBody(properties),
    access: { action: 'update', resource: 'dag' },
    async prepare(parts, { dag_id: dagId }) {
      const facts = await findDagFacts(parts, dagId);
      if (facts.paused === paused)
        throw nothingToDo(`The DAG ${dagId} is ${paused ? 'paused' : 'switched on'} already`);
      const open = await countOpenRuns(parts, dagId);
      const waiting = counted(open.queued, 'run waits', 'runs wait');
      const next =
        facts.nextRun === null ? 'its schedule makes no run' : `its schedule makes the next run after ${facts.nextRun}`;
      const summary = paused
        ? `${dagId} is switched off: its schedule makes no more runs and nothing more of it starts; what runs goes on (${counted(open.running, 'run')}).`
        : `${dagId} is switched on: ${next}, and ${waiting} for that and may start now.`;
      return {
        command: { kind: 'set_paused', dagId, paused },
        effect: effectOf(summary),
        basis: { paused: facts.paused, versionId: facts.versionId, queued: open.queued },
      };
    },
  };
}

async function countOpenRuns({ database }: PlanParts, dagId: string): Promise<{ queued: number; running: number }> {
  const { rows } = await sql<{ queued: number; running: number }>`
    select count(*) filter (where dag_run.state = 'queued') as queued, count(*) filter (where dag_run.state = 'running') as running
    from dag_run where dag_run.dag_id = ${dagId} and dag_run.state in ('queued', 'running')`.execute(database.query);
  return rows[0] ?? { queued: 0, running: 0 };
}
