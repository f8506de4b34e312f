import { Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type BulkDeletion, deletion } from '#features/admin/bulk-delete.ts';
import { ExportButton } from '#features/admin/export-button.tsx';
import { ImportDialog } from '#features/admin/import-dialog.tsx';
import { isMaskedVariable, isSameVariable, readVariables, variableFile } from '#features/admin/variable-file.ts';
import { VariableForm } from '#features/admin/variable-form.tsx';
import { call } from '#shared/api/client.ts';
import { readAllVariables, type Variable, variablesQuery } from '#shared/api/queries/admin.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useMayOperate } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { NamedList } from './named-list.tsx';

const route = getRouteApi('/admin/variables');

export function VariablesPage() {
  const texts = useTexts();
  const mayChange = useMayOperate();
  const { search, order = 'key' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({
    ...variablesQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });

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
    ],
    [texts],
  );

  return (
    <NamedList
      name="variables"
      title={texts.admin.variables}
      query={query}
      nameOf={keyOf}
      columns={columns}
      search={search}
      order={order}
      change={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
      searchLabel={texts.admin.searchKey}
      addLabel={texts.admin.addVariable}
      mayChange={mayChange}
      form={(variable, onClose) => <VariableForm variable={variable} onClose={onClose} />}
      deletion={(names, onDone) => deletion(names, sendBulk, texts, onDone)}
      isChoosable
      exportButton={
        <ExportButton
          file="variables.json"
          command="aquilon variables export variables.json"
          read={readAllVariables}
          write={variableFile}
          isMasked={isMaskedVariable}
        />
      }
      importDialog={(onClose) => (
        <ImportDialog
          title={texts.admin.importVariables}
          hint={texts.admin.importVariablesHint}
          renews={keys.variables}
          read={readVariables}
          readThere={readAllVariables}
          nameOf={keyOf}
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
          onClose={onClose}
        />
      )}
      none={<Empty title={texts.admin.noVariables} hint={texts.admin.noVariablesHint} />}
    />
  );
}

const sendBulk: BulkDeletion = (body) => call('PATCH /api/v2/variables', { body });
const keyOf = ({ key }: Variable): string => key;

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
