import { path, withClient } from '#cli/client.ts';
import { confirm } from '#cli/confirm.ts';
import { command } from '#cli/options.ts';
import { planText, type ShownPlan } from './plan-text.ts';

const PLAN = '019a3b1c-7d2e-7f00-8000-3f1f2a5b6c7d';
const YES = ['-y, --yes', 'do not ask'] as const;

interface Options {
  yes?: true;
}

export const accept = () =>
  command('accept', 'Allow a proposed change: it is shown first', `plans accept ${PLAN}`)
    .argument('<plan_id>')
    .option(...YES)
    .action((planId: string, { yes }: Options) =>
      withClient(async (client) => {
        const plan = await client.ask<ShownPlan>('GET', path`/aquilon/plans/${planId}`);
        process.stdout.write(planText(plan));
        if (
          !yes &&
          !(await confirm(
            'Whoever has the id of this plan and the right to make the change can carry it out once it is accepted.',
          ))
        )
          return;
        await client.ask('POST', path`/aquilon/plans/${planId}/accept`);
        process.stdout.write(`Accepted ${planId}.\n`);
      }),
    );

export const reject = () =>
  command('reject', 'Refuse a proposed change, or an accepted one that was not carried out', `plans reject ${PLAN}`)
    .argument('<plan_id>')
    .action(async (planId: string) => {
      await withClient((client) => client.ask('POST', path`/aquilon/plans/${planId}/reject`));
      process.stdout.write(`Rejected ${planId}.\n`);
    });

export const apply = () =>
  command('apply', 'Carry out an accepted change, once', `plans apply ${PLAN}`)
    .argument('<plan_id>')
    .action(async (planId: string) => {
      const plan = await withClient((client) => client.ask<ShownPlan>('POST', path`/aquilon/plans/${planId}/apply`));
      process.stdout.write(`Carried out ${planId}: ${plan.effect.summary}\n`);
    });
