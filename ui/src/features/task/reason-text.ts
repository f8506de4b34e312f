/** Why a task does not run, in the words of the page; of a code that the page does not know, in those of the server. */
import type { WaitReason } from '#shared/api/extra-operations.ts';
import type { Formatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';

export function reasonText({ code, message, details }: WaitReason, texts: Texts, format: Formatter): string {
  const words = texts.why.reason;
  const number = (name: string) => Number(details[name] ?? 0);
  const text = (name: string) => String(details[name] ?? '');
  const time = (name: string) => {
    const at = details[name];
    return typeof at === 'number' ? format.dateTime(new Date(at).toISOString()) : '';
  };
  const names = () => {
    const waiting = details.waitingFor;
    return Array.isArray(waiting) ? waiting.join(', ') : '';
  };
  switch (code) {
    case 'max_active_runs':
    case 'max_active_tasks':
    case 'max_active_tis_per_dag':
    case 'max_active_tis_per_dagrun':
    case 'parallelism':
      return words[code](number('active'), number('limit'));
    case 'dag_paused':
    case 'backfill_paused':
    case 'attempt_ending':
    case 'executor':
    case 'no_scheduler':
      return words[code];
    case 'dag_quarantined':
      return words[code](number('crashes'));
    case 'run_after':
    case 'retry_delay':
    case 'reschedule':
      return words[code](time('until'));
    case 'upstream':
      return words[code](number('done'), number('total'), text('rule'), names());
    case 'setup':
    case 'mapped_over':
      return words[code](names());
    case 'depends_on_past':
      return words[code](text('run'));
    case 'wait_for_downstream':
      return words[code](text('run'), names());
    case 'deferred':
    case 'awaiting_input':
      return words[code](time('since'));
    case 'worker_drained':
      return words[code](text('by'), time('since'));
    case 'pool_full':
      return words[code](text('pool'), number('used'), number('slots'), number('needed'));
    case 'pool_unknown':
      return words[code](text('pool'));
    case 'pool_too_small':
      return words[code](text('pool'), number('slots'), number('needed'));
    case 'priority':
      return words[code](number('ahead'));
    default:
      return message;
  }
}

const NEVER_RAN = 'what has never succeeded yet takes no time: ';

/** Of which tasks no time is known; empty: of all of them it is. */
export const neverRan = (assumptions: readonly string[]): string =>
  assumptions.find((one) => one.startsWith(NEVER_RAN))?.slice(NEVER_RAN.length) ?? '';
