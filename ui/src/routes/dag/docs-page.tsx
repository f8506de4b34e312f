import { Code, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { dagQuery, taskListQuery } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { LazyMarkdown } from '#shared/widgets/lazy-markdown.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';

const route = getRouteApi('/dags/$dagId/docs');

const EXAMPLE = `const dag = new Dag('shop', {
  schedule: '@daily',
  docMd: '# Shop\\nCounts what was **sold**.',
});`;

/** What its author wrote about a DAG and its tasks. */
export function DocsPage() {
  const { dagId } = route.useParams();
  const texts = useTexts();
  const dag = useQuery(dagQuery(dagId));
  const tasks = useQuery(taskListQuery(dagId));
  const failed = [dag, tasks].find((one) => one.isError);
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (dag.isPending || tasks.isPending || dag.data === undefined || tasks.data === undefined) return <Waiting />;
  const documented = tasks.data.tasks.filter((task) => task.doc_md);
  const text = dag.data.doc_md;
  if (!text && documented.length === 0) {
    return (
      <div className="card">
        <Empty title={texts.docs.none} hint={texts.docs.noneHint}>
          <Code block>{EXAMPLE}</Code>
        </Empty>
      </div>
    );
  }
  return (
    <Stack>
      {text && (
        <section className="card">
          <div className="card-body">
            <LazyMarkdown text={text} />
          </div>
        </section>
      )}
      {documented.length > 0 && (
        <Title order={2} size="h4">
          {texts.docs.tasks}
        </Title>
      )}
      {documented.map((task) => (
        <section key={task.task_id} className="card" aria-label={task.task_id ?? ''}>
          <div className="card-body">
            <Text fw={600} mb="xs">
              <Link to="/dags/$dagId/tasks" params={{ dagId }} search={{ search: task.task_id ?? '' }}>
                {task.task_id}
              </Link>
            </Text>
            <LazyMarkdown text={task.doc_md ?? ''} />
          </div>
        </section>
      ))}
    </Stack>
  );
}
