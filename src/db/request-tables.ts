/** Tables of what is asked for: requests that are carried out once, and changes that are proposed. */
import type { Generated } from 'kysely';
import type { GeneratedInstant, Instant, JsonColumn, NullableInstant } from './columns.ts';

export interface RequestTable {
  scope: string;
  key: string;
  fingerprint: string;
  made: JsonColumn;
  answer: string | null;
  expires_at: Instant;
}

export interface PlanTable {
  id: string;
  kind: string;
  dag_id: string;
  change: JsonColumn;
  reason: string | null;
  effect: JsonColumn;
  fingerprint: string;
  state: Generated<string>;
  proposed_by: string;
  proposed_at: GeneratedInstant;
  expires_at: Instant;
  decided_by: string | null;
  rule: string | null;
  decided_at: NullableInstant;
  applied_by: string | null;
  applied_at: NullableInstant;
  made: JsonColumn | null;
}
