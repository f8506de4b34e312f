/** What is known of the thing that a notice tells of: for functions of authors, and for the templates of notifiers. */
import type { NoticeContext } from '@aquilon/sdk';
import type { runWithContext } from '@aquilon/sdk/runtime';
import type { Told } from '#queue/executor.ts';
import { escaped } from '#templating/filters.ts';
import { Moment } from '#templating/moments.ts';
import { snakeCase } from './shown-fields.ts';

type TaskContext = Parameters<typeof runWithContext>[0];

export function noticeContext(context: TaskContext, told: Told): NoticeContext {
  const { event, facts, taskId, runUrl } = told;
  const { state, reason, exception, startedAt, endedAt, deadline } = facts;
  const of = (at: number | null | undefined) => (at == null ? null : new Date(at));
  // The context has members that are computed when they are asked for: it is the prototype, not a copy.
  return Object.create(context, {
    ...properties({ event, state, reason, exception }),
    ...properties({ startDate: of(startedAt), endDate: of(endedAt), deadline: of(deadline?.at), runUrl }),
    ...properties({ failures: told.failures.map((one) => shown(one, of)) }),
    task: { value: taskId === null ? null : context.task, enumerable: true },
  }) as NoticeContext;
}

const properties = (values: object): PropertyDescriptorMap =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, enumerable: true }]));

const shown = <D>({ startedAt, endedAt, ...one }: Told['failures'][number], of: (at: number | null) => D) => ({
  ...one,
  startDate: of(startedAt),
  endDate: of(endedAt),
});

/** Names of templates beside those of tasks. */
export function noticeNames({ event, facts, runUrl, failures }: Told): Record<string, unknown> {
  const of = (at: number | null | undefined) => (at == null ? null : Moment.of(new Date(at).toISOString()));
  return {
    event,
    state: facts.state,
    reason: facts.reason,
    exception: facts.exception?.message ?? null,
    exception_code: facts.exception?.code ?? null,
    // As in Airflow's templates of mails.
    exception_html: escaped(facts.exception?.message ?? '').replaceAll('\n', '<br>'),
    failed_tasks: facts.failedTasks,
    failures: failures.map((one) =>
      Object.fromEntries(Object.entries(shown(one, of)).map(([name, value]) => [snakeCase(name), value])),
    ),
    failures_total: facts.failureCount ?? failures.length,
    run_url: runUrl,
    start_date: of(facts.startedAt),
    end_date: of(facts.endedAt),
    duration: facts.startedAt === null || facts.endedAt === null ? null : (facts.endedAt - facts.startedAt) / 1000,
    deadline: of(facts.deadline?.at),
  };
}
