import { Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { LazyCode } from '#features/code/lazy-code.tsx';
import { dagQuery, dagVersionsQuery } from '#shared/api/queries/dags.ts';
import { sourceQuery } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import classes from './code-page.module.css';
import type { CodeSearch } from './search.ts';

const route = getRouteApi('/dags/$dagId/code');

/** The file of a DAG as it was in a version, and what has changed since another. */
export function CodePage() {
  const { dagId } = route.useParams();
  const { version, with: other, whole, line } = route.useSearch();
  const texts = useTexts();
  const navigate = route.useNavigate();
  const { ref, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  const dag = useQuery(dagQuery(dagId));
  const source = useQuery(sourceQuery(dagId, version ?? null));
  const before = useQuery({ ...sourceQuery(dagId, other ?? null), enabled: other !== undefined });
  const change = (part: CodeSearch) =>
    void navigate({ search: (held) => ({ ...held, ...part }), replace: true, resetScroll: false });
  const failed = [source, before].find((one) => one.isError);
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (source.data === undefined || (other !== undefined && before.isPending)) return <Waiting />;
  const { content, version_number: shown } = source.data;
  if (content === null) return <Empty title={texts.code.none} hint={texts.code.noneHint} />;
  const isCompared = other !== undefined && before.data?.content !== content;
  const file = dag.data?.relative_fileloc ?? dag.data?.fileloc ?? '';
  return (
    <Stack gap="xs">
      <Group gap="sm" align="end">
        <Versions dagId={dagId} shown={shown} other={other} onChange={change} />
        {isCompared && (
          <Checkbox
            size="sm"
            label={texts.code.whole}
            checked={whole ?? false}
            onChange={({ currentTarget: { checked } }) => change({ whole: checked || undefined })}
          />
        )}
        {shown !== null && (
          <Link to="/dags/$dagId/runs" params={{ dagId }} search={{ version: shown }}>
            {texts.code.runsOf(shown)}
          </Link>
        )}
        <ToolButton
          name="fit"
          label={fullscreen ? texts.code.leaveFull : texts.code.full}
          onClick={() => void toggle()}
          ml="auto"
        />
      </Group>
      <div ref={ref} className={`card ${classes.frame}`}>
        <Text size="sm" fw={600} className={classes.file}>
          {file}
        </Text>
        {other !== undefined && !isCompared && (
          <Text size="sm" c="dimmed" px="sm" pb="xs" role="status">
            {texts.code.same}
          </Text>
        )}
        <LazyCode
          text={content}
          before={isCompared ? (before.data?.content ?? '') : undefined}
          isWhole={whole ?? false}
          language={file.endsWith('.py') ? 'python' : 'typescript'}
          line={line}
          label={texts.code.label(file || dagId)}
          onLine={(number) => change({ line: number === line ? undefined : number })}
        />
      </div>
    </Stack>
  );
}

interface VersionsProps {
  readonly dagId: string;
  readonly shown: number | null;
  readonly other: number | undefined;
  readonly onChange: (part: CodeSearch) => void;
}

function Versions({ dagId, shown, other, onChange }: VersionsProps) {
  const texts = useTexts();
  const format = useFormat();
  const versions = useQuery(dagVersionsQuery(dagId));
  const numberOf = (value: string) => (value === '' ? undefined : Number(value));
  const options = (versions.data ?? []).map(({ version_number: number, created_at: at }) => ({
    value: String(number),
    label: `${texts.dag.version} ${number} · ${format.short(at)}`,
  }));
  // A very old one stands in the address, and not among the newest.
  const isListed = options.some(({ value }) => value === String(shown));
  const known =
    shown === null || isListed
      ? options
      : [...options, { value: String(shown), label: `${texts.dag.version} ${shown}` }];
  return (
    <>
      <NativeSelect
        size="sm"
        label={texts.dag.version}
        value={String(shown ?? '')}
        data={known}
        onChange={({ currentTarget: { value } }) => onChange({ version: numberOf(value), line: undefined })}
      />
      <NativeSelect
        size="sm"
        label={texts.code.compareWith}
        value={String(other ?? '')}
        data={[{ value: '', label: texts.code.nothing }, ...known.filter(({ value }) => value !== String(shown))]}
        onChange={({ currentTarget: { value } }) => onChange({ with: numberOf(value), line: undefined })}
      />
    </>
  );
}
