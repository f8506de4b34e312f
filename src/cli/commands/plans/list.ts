import { Option } from 'commander';
import { withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print } from '#cli/output.ts';
import type { ShownPlan } from './plan-text.ts';

const COLUMNS = ['plan_id', 'kind', 'dag_id', 'state', 'effect', 'proposed_by', 'proposed_at', 'expires_at'];
const STATES = ['proposed', 'accepted', 'rejected', 'applied', 'expired'];

interface Options extends OutputOptions {
  state?: string;
  dagId?: string;
}

export const list = () =>
  command('list', 'List the changes that were proposed, the newest first', 'plans list --state proposed')
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .option('--dag-id <id>', 'only those of this DAG')
    .addOption(outputOption())
    .action(async ({ state, dagId, output }: Options) => {
      const query = new URLSearchParams({ ...(state ? { state } : {}), ...(dagId ? { dag_id: dagId } : {}) });
      const found = await withClient((client) => client.all<ShownPlan>(`/aquilon/plans?${query}`, 'plans'));
      const isForPeople = output === 'table' || output === 'plain';
      print(
        found.map((one) => (isForPeople ? pick({ ...one, effect: one.effect.summary }, COLUMNS) : one)),
        output,
      );
    });
