import {
  Alert,
  Badge,
  Button,
  FileButton,
  Group,
  List,
  Modal,
  SegmentedControl,
  Stack,
  Table,
  Text,
  Textarea,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Schemas } from '#shared/api/generated.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import {
  type Entry,
  type FileContent,
  type FileProblem,
  type OnExisting,
  planImport,
  type Step,
  willWrite,
} from './import-plan.ts';

interface Props<B, T> {
  readonly title: string;
  readonly hint: string;
  /** Key of the lists that the import makes old. */
  readonly renews: readonly string[];
  readonly read: (text: string) => FileContent<B>;
  readonly readThere: () => Promise<readonly T[]>;
  readonly nameOf: (there: T) => string;
  readonly isSame: (entry: Entry<B>, there: T) => boolean;
  readonly send: (entries: readonly Entry<B>[], onExisting: OnExisting) => Promise<Schemas['BulkResponse']>;
  readonly onClose: () => void;
}

const ON_EXISTING = ['overwrite', 'skip', 'fail'] as const;
/** Of the plan; what is beyond is counted. */
const MOST_ROWS = 200;

/** A file, what to do with what is there, and what that would change: told before it is done. */
export function ImportDialog<B, T>({
  title,
  hint,
  renews,
  read,
  readThere,
  nameOf,
  isSame,
  send,
  onClose,
}: Props<B, T>) {
  const texts = useTexts();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [onExisting, setOnExisting] = useState<OnExisting>('overwrite');
  const [refused, setRefused] = useState<readonly string[]>([]);
  const there = useQuery({ queryKey: [...renews, 'all'], queryFn: readThere, staleTime: 0, gcTime: 0 });
  const content = useMemo(() => (text.trim() === '' ? undefined : read(text)), [text, read]);
  const plan = useMemo(() => {
    if (content === undefined || 'problem' in content || there.data === undefined) return undefined;
    const found = new Map(there.data.map((one) => [nameOf(one), one]));
    const isSameAsThere = (entry: Entry<B>) => {
      const old = found.get(entry.name);
      return old !== undefined && isSame(entry, old);
    };
    return planImport(content.entries, (name) => found.has(name), isSameAsThere, onExisting);
  }, [content, there.data, nameOf, isSame, onExisting]);
  const written = plan?.filter(willWrite) ?? [];
  const isTaken = plan?.some(({ step }) => step === 'taken') ?? false;
  const load = useMutation({
    mutationFn: () => send(written, onExisting),
    onSuccess: ({ create }) => {
      const problems = (create?.errors ?? []).map(({ error }) => String(error));
      setRefused(problems);
      if (problems.length > 0) return;
      notifications.show({ color: 'green', title, message: texts.admin.imported(create?.success?.length ?? 0) });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: renews }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      size="xl"
    >
      <Stack>
        {load.isError && <Failure error={load.error} title={texts.confirm.failed} />}
        {refused.length > 0 && (
          <Alert color="red" role="alert" title={texts.admin.importRefused}>
            <List size="sm">
              {refused.map((one) => (
                <List.Item key={one}>{one}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Group>
          <FileButton accept=".json,application/json" onChange={(file) => void file?.text().then(setText)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<Icon name="upload" size={16} />}>
                {texts.admin.chooseFile}
              </Button>
            )}
          </FileButton>
        </Group>
        <Textarea
          label={texts.admin.fileText}
          description={hint}
          error={content !== undefined && 'problem' in content ? problemText(content.problem, texts) : null}
          classNames={{ input: 'mono' }}
          spellCheck={false}
          autosize
          minRows={4}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Stack gap={6}>
          <Text size="sm" fw={500} id="on-existing">
            {texts.admin.onExisting}
          </Text>
          <SegmentedControl
            aria-labelledby="on-existing"
            data={ON_EXISTING.map((value) => ({ value, label: texts.admin.existing[value] }))}
            value={onExisting}
            onChange={(value) => setOnExisting(value as OnExisting)}
          />
        </Stack>
        {there.isError && <Failure error={there.error} onRetry={() => void there.refetch()} />}
        {content !== undefined && there.isPending && <Waiting />}
        {plan !== undefined && <Plan plan={plan} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button disabled={written.length === 0 || isTaken} loading={load.isPending} onClick={() => load.mutate()}>
            {texts.admin.importButton(written.length)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function problemText(problem: FileProblem, texts: Texts): string {
  if (problem.kind === 'json') return texts.admin.fileNotJson(problem.reason);
  return problem.kind === 'shape' ? texts.admin.fileNotObject : texts.admin.fileEntry(problem.name);
}

const COLOURS: Readonly<Record<Step, string>> = {
  create: 'green',
  change: 'blue',
  same: 'gray',
  skip: 'gray',
  taken: 'red',
  masked: 'orange',
};

function Plan({ plan }: { plan: readonly { name: string; step: Step }[] }) {
  const texts = useTexts();
  const counts = [...Map.groupBy(plan, ({ step }) => step)].map(([step, { length }]) => ({ step, length }));
  return (
    <Stack gap="xs">
      <Group gap="xs" role="status">
        {counts.map(({ step, length }) => (
          <Badge key={step} color={COLOURS[step]} variant="light" tt="none">
            {texts.admin.stepCount[step](length)}
          </Badge>
        ))}
      </Group>
      {/* What scrolls has to be reachable with the keyboard. */}
      <Table.ScrollContainer minWidth={0} mah={260} tabIndex={0} aria-label={texts.admin.preview} role="region">
        <Table>
          <Table.Tbody>
            {plan.slice(0, MOST_ROWS).map(({ name, step }) => (
              <Table.Tr key={name}>
                <Table.Td className="mono">{name}</Table.Td>
                <Table.Td>{texts.admin.step[step]}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {plan.length > MOST_ROWS && (
        <Text size="sm" c="dimmed">
          {texts.admin.moreEntries(plan.length - MOST_ROWS)}
        </Text>
      )}
    </Stack>
  );
}
