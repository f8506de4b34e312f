/** What a notifier says whose author leaves it to us. These are templates as well. */
import type { Json } from '@aquilon/sdk/serialized';

const TASK = `{{ ti.task_id }}{% if ti.map_index >= 0 %}[{{ ti.map_index }}]{% endif %}`;
const THING = { task: `task ${TASK} of {{ dag.dag_id }}`, run: `{{ dag.dag_id }}` };

const HEADLINES = {
  execute: 'has begun',
  success: 'has succeeded',
  failure: `{% if exception_code == 'DAG_QUARANTINED' %}has crashed again: the DAG is in quarantine{% else %}has failed{% endif %}`,
  retry: 'has failed and will be tried again',
  skipped: 'was skipped',
  awaiting_input: 'waits for an answer: {{ reason }}',
  deadline: 'is late',
} as const;

/** `of`: whether a task or a run is told of. */
function headline(event: keyof typeof HEADLINES, of: 'task' | 'run'): string {
  return `Aquilon: ${THING[of]} ${HEADLINES[event]} ({{ run_id }})`;
}

const row = (name: string, text: string): string => `<tr><th align="left">${name}</th><td>${text}</td></tr>`;

const BODY = {
  task: [
    row('DAG', '{{ dag.dag_id | e }}'),
    row('Run', '{{ run_id | e }}'),
    row('Task', `${TASK}`),
    row('State', '{{ state }}'),
    row('Try', '{{ ti.try_number }} of {{ ti.max_tries + 1 }}'),
  ].join(''),
  run: [
    row('DAG', '{{ dag.dag_id | e }}'),
    row('Run', '{{ run_id | e }}'),
    row('State', '{{ state }}'),
    row('Reason', '{{ reason | e }}'),
  ].join(''),
} as const;

const htmlBody = (of: 'task' | 'run'): string => `<table>${BODY[of]}</table>
{% if deadline %}<p>It was to end by {{ deadline }}.</p>{% endif %}
{% if failed_tasks %}<p>Failed: {{ failed_tasks | join(', ') | e }}</p>{% endif %}
{% if exception %}<p>{{ exception_code }}</p><pre>{{ exception | e }}</pre>{% endif %}`;

/** The options of a notifier, with our own texts where it has none. */
export function withTexts(
  kind: string,
  options: { readonly [name: string]: Json },
  event: keyof typeof HEADLINES,
  of: 'task' | 'run',
): { [name: string]: Json } {
  if (kind === 'email') return { subject: headline(event, of), htmlContent: htmlBody(of), ...options };
  if (kind === 'webhook' || 'blocks' in options) return { ...options };
  return { text: `${headline(event, of)}{% if exception %}: {{ exception }}{% endif %}`, ...options };
}
