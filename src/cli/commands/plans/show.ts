import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { planText, type ShownPlan } from './plan-text.ts';

export const show = () =>
  command('show', 'Show what a plan would change', 'plans show 019a3b1c-7d2e-7f00-8000-3f1f2a5b6c7d')
    .argument('<plan_id>')
    .addOption(outputOption())
    .action(async (planId: string, { output }: OutputOptions) => {
      const plan = await withClient((client) => client.ask<ShownPlan>('GET', path`/aquilon/plans/${planId}`));
      if (output === 'table' || output === 'plain') process.stdout.write(planText(plan));
      else print([plan], output);
    });
