/** What a notifier says whose author leaves it to us. These are templates as well. */
import type { Json, SerializedNotifier } from '@aquilon/sdk/serialized';
import { withoutTexts } from '#domain/file-notices.ts';
import type { MailTemplates } from './mail-templates.ts';

/** What is told of. */
export type Subject = 'task' | 'run' | 'file';

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

function headline(event: keyof typeof HEADLINES, of: Subject): string {
  if (of === 'file') return 'Aquilon: {{ reason }}';
  return `Aquilon: ${THING[of]} ${HEADLINES[event]} ({{ run_id }})`;
}

/** Name, template, and the condition under which it is shown. */
type Line = readonly [name: string, text: string, condition?: string];

const RUN_DATES: readonly Line[] = [
  ['Logical date', '{{ dag_run.logical_date }}', 'dag_run.logical_date'],
  [
    'Data interval',
    '{{ dag_run.data_interval_start }} - {{ dag_run.data_interval_end }}',
    'dag_run.data_interval_start',
  ],
  ['Due', '{{ dag_run.run_after }}'],
  ['Began', '{{ start_date }}', 'start_date'],
  ['Ended', '{{ end_date }}', 'end_date'],
];

const LINES: { readonly [of in Subject]: readonly Line[] } = {
  task: [
    ['DAG', '{{ dag.dag_id }}'],
    ['Run', '{{ run_id }}'],
    ['Task', TASK],
    ['State', '{{ state }}'],
    ['Try', '{{ ti.try_number }} of {{ ti.max_tries + 1 }}'],
    ...RUN_DATES,
    ['Page', '{{ ti.log_url }}'],
  ],
  run: [
    ['DAG', '{{ dag.dag_id }}'],
    ['Run', '{{ run_id }}'],
    ['State', '{{ state }}'],
    ['Reason', '{{ reason }}'],
    ...RUN_DATES,
    ['Page', '{{ run_url }}'],
  ],
  file: [
    ['DAG', '{{ dag.dag_id }}'],
    ['Reason', '{{ reason }}'],
    ['Page', '{{ run_url }}'],
  ],
};

const NAME = '{{ f.task_id }}{% if f.map_index >= 0 %}[{{ f.map_index }}]{% endif %}';
const TRY = 'try {{ f.try_number }} of {{ f.max_tries + 1 }}';
const MORE = '{{ failures_total - failures | length }}';
const HAS_MORE = 'failures_total > failures | length';

const when = (condition: string | undefined, text: string): string =>
  condition === undefined ? text : `{% if ${condition} %}${text}{% endif %}`;

const escaped = (text: string): string => text.replaceAll(/\{\{ (.*?) \}\}/g, '{{ ($1) | e }}');

/** Of a page: a link. */
function htmlRow([name, text, condition]: Line): string {
  const value = escaped(text);
  const cell = name === 'Page' ? `<a href="${value}">${value}</a>` : value;
  return when(condition, `<tr><th align="left">${name}</th><td>${cell}</td></tr>`);
}

const htmlBody = (of: Subject): string => `<table>${LINES[of].map(htmlRow).join('')}</table>
{% if deadline %}<p>It was to end by {{ deadline }}.</p>{% endif %}
{% if failures %}<h3>What failed first</h3>
{% for f in failures %}<p><a href="{{ f.url | e }}">${escaped(NAME)}</a>, ${TRY}, {{ f.start_date }} - {{ f.end_date }}: {{ f.code | e }}</p>
<pre>{{ f.message | e }}</pre>
<p>Its log: <code>{{ f.log_command | e }}</code></p>
{% endfor %}{% if ${HAS_MORE} %}<p>and ${MORE} more</p>{% endif %}
{% elif exception %}<p>{{ exception_code }}</p><pre>{{ exception | e }}</pre>{% endif %}`;

const textBody = (of: Subject): string =>
  `${LINES[of].map(([name, text, condition]) => when(condition, `${name}: ${text}\n`)).join('')}
{% if deadline %}It was to end by {{ deadline }}.
{% endif %}{% if failures %}What failed first:
{% for f in failures %}
${NAME}, ${TRY}, {{ f.start_date }} - {{ f.end_date }}
  {{ f.code }}: {{ f.message }}
  {{ f.url }}
  {{ f.log_command }}
{% endfor %}{% if ${HAS_MORE} %}
and ${MORE} more
{% endif %}{% elif exception %}{{ exception_code }}: {{ exception }}
{% endif %}`;

/** The options of a notifier, with our own texts where it has none, or none for it. */
export function withTexts(
  { kind, options: given }: SerializedNotifier,
  event: keyof typeof HEADLINES,
  of: Subject,
  templates: MailTemplates = {},
): { [name: string]: Json } {
  const own = of === 'file' ? withoutTexts({ options: given }) : given;
  const subject = headline(event, of);
  // Airflow's own are of tasks, and of these events only.
  const configured = of === 'task' && (event === 'failure' || event === 'retry') ? templates : {};
  const options = kind === 'email' ? { ...configured, ...own } : own;
  if (kind === 'email' && 'htmlContent' in options) return { subject, ...options };
  if (kind === 'email') return { subject, htmlContent: htmlBody(of), textContent: textBody(of), ...options };
  if (kind === 'webhook' || 'blocks' in options) return { ...options };
  const first = '{{ failures[0].task_id }}: {{ failures[0].message }}';
  const error = of === 'run' ? `{% if failures %}: ${first}{% elif exception %}: {{ exception }}{% endif %}` : ERROR;
  return { text: `${subject}${error}`, ...options };
}

const ERROR = '{% if exception %}: {{ exception }}{% endif %}';
