/**
 * What becomes of a task, by its trigger rule and by what its upstreams came to. Written from Airflow's documentation ("Core concepts / Dags / Trigger
 * rules") and the order in which its scheduler looks at a rule: first whether it can no longer hold, then whether it holds.
 *
 * Upstreams: S success, F failed, K skipped, U upstream_failed, R removed (an element of a mapped task that is gone), - not at an end.
 * Outcome: S it runs, K it is skipped, U upstream_failed, - it waits.
 */
import type { TriggerRule } from '@aquilon/sdk/serialized';

const COLUMNS = 'S F K U SS SF SK SU FF FK FU KK KU UU SFK SR FR KR -- S- F- K- U-'.split(' ');

/** A row for each rule: outcomes in the order of the columns. */
const ROWS: Readonly<Record<TriggerRule, string>> = {
  //                           S F K U SS SF SK SU FF FK FU KK KU UU SFK SR FR KR -- S- F- K- U-
  all_success: /*           */ 'S U K U S  U  K  U  U  U  U  K  U  U  U   S  U  K  -  -  U  K  U ',
  all_failed: /*            */ 'K S K S K  K  K  K  S  K  S  K  K  S  K   K  S  K  -  K  -  K  - ',
  all_done: /*              */ 'S S S S S  S  S  S  S  S  S  S  S  S  S   S  S  S  -  -  -  -  - ',
  all_done_min_one_success: /**/ 'S U K U S  S  K  S  U  K  U  K  K  U  K   S  U  K  -  -  -  K  - ',
  all_done_setup_success: /**/ 'S S S S S  S  S  S  S  S  S  S  S  S  S   S  S  S  -  -  -  -  - ',
  one_success: /*           */ 'S U K U S  S  S  S  U  U  U  K  U  U  S   S  U  U  -  S  -  -  - ',
  one_failed: /*            */ 'K S K S K  S  K  S  S  S  S  K  S  S  S   K  S  K  -  -  S  -  S ',
  one_done: /*              */ 'S S K K S  S  S  S  S  S  S  K  K  K  S   S  S  K  -  S  S  -  - ',
  none_failed: /*           */ 'S U S U S  U  S  U  U  U  U  S  U  U  U   S  U  S  -  -  U  -  U ',
  none_failed_min_one_success: /**/ 'S U K U S  U  S  U  U  U  U  K  U  U  U   S  U  K  -  -  U  -  U ',
  none_skipped: /*          */ 'S S K S S  S  K  S  S  K  S  K  K  S  K   S  S  K  -  -  -  K  - ',
  all_skipped: /*           */ 'K K S K K  K  K  K  K  K  K  S  K  K  K   K  K  S  -  K  K  -  K ',
  always: /*                */ 'S S S S S  S  S  S  S  S  S  S  S  S  S   S  S  S  S  S  S  S  S ',
};

export interface RuleCase {
  rule: TriggerRule;
  upstreams: string;
  outcome: string;
}

export const RULE_CASES: readonly RuleCase[] = Object.entries(ROWS).flatMap(([rule, row]) => {
  const outcomes = row.trim().split(/ +/);
  if (outcomes.length !== COLUMNS.length)
    throw new Error(`${rule} has ${outcomes.length} of ${COLUMNS.length} outcomes`);
  return COLUMNS.map((upstreams, at) => ({ rule: rule as TriggerRule, upstreams, outcome: outcomes[at] ?? '' }));
});
