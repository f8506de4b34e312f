/** Tools that look ahead, in this process: the server only tells what it knows. */
import { relative } from 'node:path';
import { Type } from 'typebox';
import { checkRequest } from '#cli/check-request.ts';
import { simulationText } from '#cli/simulation-text.ts';
import { PRODUCT_ROOT } from '#composition/product.ts';
import { bundleFolders } from '#dags/bundles/bundles.ts';
import { checkFiles } from '#dags/check/check.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { SimulationInput } from '#simulation/input.ts';
import { simulate } from '#simulation/simulate.ts';
import { changeInput } from '#simulation/what-if.ts';
import { DagId, type Tool, tool } from './tool.ts';

const DAY_MS = 86_400_000;

/** A tool has the rights of a token, not those of a database. */
const NOT_LIVE = 'this tool looks at files only; aquilon dags check looks for these too';

const Changes = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

export const FORESIGHT_TOOLS: readonly Tool[] = [
  tool({
    name: 'simulate',
    description:
      'Play schedules in virtual time with the times that tasks took so far: landing times, waits, full pools, missed deadlines.',
    kind: 'looks',
    input: {
      dag_ids: Type.Optional(Type.Array(DagId, { description: 'default: all that are switched on' })),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 92, description: 'default 7' })),
      pools: Changes('what if a pool had so many slots: name=slots'),
      schedules: Changes('what if a DAG had this schedule: dag=cron'),
    },
    async run({ client }, { dag_ids: dagIds = [], days = 7, pools, schedules: schedule }) {
      const query = new URLSearchParams(dagIds.map((dagId) => ['dag_ids', dagId]));
      const { input: known } = await client.ask<{ input: SimulationInput }>(
        'GET',
        `/aquilon/simulation/input?${query}`,
      );
      const start = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
      const simulation = { start, end: start + days * DAY_MS, seed: 1, failures: 0, defaultDurationMs: 1000 };
      const isChanged = pools !== undefined || schedule !== undefined;
      const changed = changeInput(known, { ...(pools && { pools }), ...(schedule && { schedule }) });
      const report = await simulate(changed, simulation, dagIds);
      return simulationText(report, isChanged ? await simulate(known, simulation, dagIds) : null);
    },
  }),
  tool({
    name: 'check_dags',
    description:
      'Look for what is wrong with the DAG files of the configured DAG folder of this machine: types, imports, schedules, unreachable tasks.',
    kind: 'looks',
    input: {
      files: Type.Optional(Type.Array(Type.String(), { description: 'paths below the DAG folder; default: all' })),
    },
    async run({ config }, { files = [] }) {
      const folders = (await bundleFolders(config, PRODUCT_ROOT, [])).map(({ path: folder }) => folder);
      const whole = await checkRequest(config, [], { folders, checkTypes: true });
      const chosen = files.map((name) => fileOf(whole, name));
      const request = chosen.length === 0 ? whole : await checkRequest(config, chosen, { folders, checkTypes: true });
      const { findings, ...counts } = await checkFiles({ ...request, live: null, notLive: NOT_LIVE });
      return { ...counts, findings: findings.map((one) => ({ ...one, file: relative(whole.folder, one.file) })) };
    },
  }),
];

/** Only DAG files of the folder: an assistant is not to have others loaded. */
function fileOf({ files, folder }: { files: readonly string[]; folder: string }, name: string): string {
  const found = files.find((file) => file === name || relative(folder, file) === name);
  if (found === undefined) throw new AquilonError('PATH_MISSING', { path: name });
  return found;
}
