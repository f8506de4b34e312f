/** A plan as people read it before they decide. */
import { type Row, render } from '#cli/output.ts';

export interface ShownPlan extends Row {
  plan_id: string;
  kind: string;
  dag_id: string;
  reason: string | null;
  effect: { summary: string; task_instances: Row[]; logical_dates: string[]; total_entries: number };
  state: string;
  proposed_by: string;
  expires_at: string;
}

/** Where more is concerned, the rest is counted. */
const SHOWN = 50;

export function planText(plan: ShownPlan): string {
  const { task_instances: instances, logical_dates: dates, total_entries: total, summary } = plan.effect;
  const shown = Math.min(SHOWN, instances.length + dates.length);
  const lines = [
    `${plan.kind} ${plan.dag_id}, ${plan.state}, proposed by ${plan.proposed_by}, good until ${plan.expires_at}`,
    summary,
    ...(plan.reason === null ? [] : [`Reason given: ${plan.reason}`]),
    ...dates.slice(0, SHOWN).map((date) => `  ${date}`),
  ];
  const table = instances.length === 0 ? '' : render(instances.slice(0, SHOWN), 'table');
  return `${lines.join('\n')}\n${table}${total > shown ? `and ${total - shown} more\n` : ''}`;
}
