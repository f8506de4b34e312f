import { dryRun } from '#api/backfills/dry-run.ts';
import { CreateBackfill } from '#api/backfills/schemas.ts';
import { prepareBackfill } from '#api/backfills/to-command.ts';
import { type ChangeBody, changeBody, counted, effectOf, findDagFacts, type Kind, nothingToDo } from './kind.ts';

const properties = CreateBackfill.properties;
type Body = ChangeBody<typeof properties>;

export const backfill: Kind<Body> = {
  body: changeBody(properties),
  access: { action: 'create', resource: 'backfill' },
  async prepare(parts, { reason: _, ...change }) {
    const { versionId, paused } = await findDagFacts(parts, change.dag_id);
    const { dag, command } = await prepareBackfill(parts.database, parts.params, change);
    const { backfills } = await dryRun(parts.database, dag, command, parts.now);
    const dates = backfills.map((one) => String(one.logical_date));
    if (dates.length === 0)
      throw nothingToDo(`The range of the backfill of ${change.dag_id} has no date that is to run`);
    const waits = paused ? ' The DAG is switched off: they wait until it is switched on.' : '';
    const summary = `${counted(dates.length, 'run')} of ${change.dag_id}, from ${dates[0]} to ${dates.at(-1)}, at most ${command.maxActiveRuns} at once.${waits}`;
    return { command, effect: effectOf(summary, { dates }), basis: { versionId, paused, dates } };
  },
};
