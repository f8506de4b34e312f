/** What the list of DAGs can be filtered by, as it stands in its address. */

/** What the counters above the list stand for; none of them: all DAGs. */
export const SHOWN = ['active', 'paused', 'failed', 'running'] as const;
/** States of the newest run. */
export const LAST_STATES = ['queued', 'running', 'success', 'failed'] as const;

export interface DagFilterValues {
  search?: string | undefined;
  tag?: string | undefined;
  owner?: string | undefined;
  show?: (typeof SHOWN)[number] | undefined;
  last?: (typeof LAST_STATES)[number] | undefined;
  pinned?: true | undefined;
}
