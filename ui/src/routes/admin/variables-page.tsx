import { Button, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type BulkDeletion, deletion } from '#features/admin/bulk-delete.ts';
import { ExportButton } from '#features/admin/export-button.tsx';
import { ImportDialog } from '#features/admin/import-dialog.tsx';
import { RowButtons } from '#features/admin/row-buttons.tsx';
import { useChosen } from '#features/admin/use-chosen.ts';
import { isMaskedVariable, isSameVariable, readVariables, variableFile } from '#features/admin/variable-file.ts';
import { VariableForm } from '#features/admin/variable-form.tsx';
import { ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import { readAllVariables, type Variable, variablesQuery } from '#shared/api/queries/admin.ts';
import { keys } from '#shared/api/queries/keys.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';
import type { NamedSearch } from './search.ts';

const route = getRouteApi('/admin/variables');

/** What stands over the list. */
type Open =
  | { kind: 'form'; variable: Variable | null }
  | { kind: 'import' }
  | { kind: 'delete'; names: readonly string[] };

export function VariablesPage() {
  const texts = useTexts();
  const { search, order = 'key' } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: NamedSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({
    ...variablesQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });
  const { chosen, choose } = useChosen(search);
  const [open, setOpen] = useState<Open | null>(null);
  useTitle(texts.admin.variables);

  const columns = useMemo(
    (): Column<Variable>[] => [
      {
        id: 'key',
        name: texts.admin.key,
        orderBy: 'key',
        isName: true,
        cell: ({ key }) => <span className="mono">{key}</span>,
      },
      { id: 'value', name: texts.admin.value, isName: true, cell: (one) => <Value variable={one} /> },
      {
        id: 'description',
        name: texts.admin.description,
        orderBy: 'description',
        cell: ({ description }) => description,
      },
      {
        id: 'encrypted',
        name: texts.admin.encrypted,
        orderBy: 'is_encrypted',
        cell: ({ is_encrypted }) => (is_encrypted ? texts.admin.yes : texts.admin.no),
      },
      {
        id: 'actions',
        name: texts.run.actions,
        isNumber: true,
        cell: (one) => (
          <RowButtons
            name={one.key}
            onEdit={() => setOpen({ kind: 'form', variable: one })}
            onDelete={() => setOpen({ kind: 'delete', names: [one.key] })}
          />
        ),
      },
    ],
    [texts],
  );

  const close = () => setOpen(null);
  return (
    <>
      <ListView
        name="variables"
        title={texts.admin.variables}
        query={query}
        keyOf={({ key }) => key}
        columns={columns}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        filters={
          <TextFilter label={texts.admin.searchKey} value={search} onChange={(value) => change({ search: value })} />
        }
        chosen={chosen}
        onChoose={choose}
        actions={
          <>
            {chosen.size > 0 && (
              <Button
                variant="default"
                leftSection={<Icon name="delete" size={16} />}
                onClick={() => setOpen({ kind: 'delete', names: [...chosen] })}
              >
                {texts.admin.deleteChosen(chosen.size)}
              </Button>
            )}
            <ExportButton
              file="variables.json"
              command="aquilon variables export variables.json"
              read={readAllVariables}
              write={variableFile}
              isMasked={isMaskedVariable}
            />
            <Button
              variant="default"
              leftSection={<Icon name="upload" size={16} />}
              onClick={() => setOpen({ kind: 'import' })}
            >
              {texts.admin.import}
            </Button>
            <Button
              leftSection={<Icon name="plus" size={16} />}
              onClick={() => setOpen({ kind: 'form', variable: null })}
            >
              {texts.admin.addVariable}
            </Button>
          </>
        }
        empty={
          search === undefined ? (
            <Empty title={texts.admin.noVariables} hint={texts.admin.noVariablesHint} />
          ) : (
            <Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />
          )
        }
      />
      {open?.kind === 'form' && <VariableForm variable={open.variable} onClose={close} />}
      {open?.kind === 'delete' && (
        <ConfirmDialog change={deletion(open.names, sendBulk, texts, () => choose(new Set()))} onClose={close} />
      )}
      {open?.kind === 'import' && (
        <ImportDialog
          title={texts.admin.importVariables}
          hint={texts.admin.importVariablesHint}
          renews={keys.variables}
          read={readVariables}
          readThere={readAllVariables}
          nameOf={keyOfVariable}
          isSame={isSameVariable}
          send={(entries, onExisting) =>
            call('PATCH /api/v2/variables', {
              body: {
                actions: [
                  {
                    action: 'create',
                    entities: entries.map(({ name, body }) => ({ key: name, ...body })),
                    action_on_existence: onExisting,
                  },
                ],
              },
            })
          }
          onClose={close}
        />
      )}
    </>
  );
}

const sendBulk: BulkDeletion = (body) => call('PATCH /api/v2/variables', { body });
const keyOfVariable = ({ key }: Variable): string => key;

/** One line; the whole value stands in the form. */
const LONGEST = 200;

function Value({ variable: { value } }: { variable: Variable }) {
  const texts = useTexts();
  if (value === null || value === undefined)
    return (
      <Text size="sm" c="dimmed">
        {texts.admin.unreadable}
      </Text>
    );
  return <span className="mono">{value.length > LONGEST ? `${value.slice(0, LONGEST)} ...` : value}</span>;
}
