import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type BulkDeletion, deletion } from '#features/admin/bulk-delete.ts';
import {
  connectionFile,
  isMaskedConnection,
  isSameConnection,
  readConnections,
} from '#features/admin/connection-file.ts';
import { ConnectionForm } from '#features/admin/connection-form.tsx';
import { ExportButton } from '#features/admin/export-button.tsx';
import { ImportDialog } from '#features/admin/import-dialog.tsx';
import { RowButtons } from '#features/admin/row-buttons.tsx';
import { useChosen } from '#features/admin/use-chosen.ts';
import { ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import { type Connection, connectionsQuery, readAllConnections } from '#shared/api/queries/admin.ts';
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

const route = getRouteApi('/admin/connections');

/** What stands over the list. */
type Open =
  | { kind: 'form'; connection: Connection | null }
  | { kind: 'import' }
  | { kind: 'delete'; names: readonly string[] };

export function ConnectionsPage() {
  const texts = useTexts();
  const { search, order = 'connection_id' } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: NamedSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({
    ...connectionsQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });
  const { chosen, choose } = useChosen(search);
  const [open, setOpen] = useState<Open | null>(null);
  useTitle(texts.admin.connections);

  const columns = useMemo(
    (): Column<Connection>[] => [
      {
        id: 'id',
        name: texts.admin.connectionId,
        orderBy: 'connection_id',
        isName: true,
        cell: (one) => <span className="mono">{one.connection_id}</span>,
      },
      { id: 'type', name: texts.admin.connectionType, orderBy: 'conn_type', cell: (one) => one.conn_type },
      { id: 'host', name: texts.admin.connField.host, orderBy: 'host', cell: (one) => one.host },
      { id: 'port', name: texts.admin.connField.port, orderBy: 'port', isNumber: true, cell: (one) => one.port },
      { id: 'login', name: texts.admin.connField.login, cell: (one) => one.login },
      { id: 'schema', name: texts.admin.connField.schema, cell: (one) => one.schema },
      {
        id: 'description',
        name: texts.admin.description,
        orderBy: 'description',
        cell: (one) => one.description,
      },
      {
        id: 'actions',
        name: texts.run.actions,
        isNumber: true,
        cell: (one) => (
          <RowButtons
            name={one.connection_id}
            onEdit={() => setOpen({ kind: 'form', connection: one })}
            onDelete={() => setOpen({ kind: 'delete', names: [one.connection_id] })}
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
        name="connections"
        title={texts.admin.connections}
        query={query}
        keyOf={idOf}
        columns={columns}
        hiddenAtFirst={['schema']}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        filters={
          <TextFilter
            label={texts.admin.searchConnection}
            value={search}
            onChange={(value) => change({ search: value })}
          />
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
              file="connections.json"
              command="aquilon connections export connections.json"
              read={readAllConnections}
              write={connectionFile}
              isMasked={isMaskedConnection}
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
              onClick={() => setOpen({ kind: 'form', connection: null })}
            >
              {texts.admin.addConnection}
            </Button>
          </>
        }
        empty={
          search === undefined ? (
            <Empty title={texts.admin.noConnections} hint={texts.admin.noConnectionsHint} />
          ) : (
            <Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />
          )
        }
      />
      {open?.kind === 'form' && <ConnectionForm connection={open.connection} onClose={close} />}
      {open?.kind === 'delete' && (
        <ConfirmDialog change={deletion(open.names, sendBulk, texts, () => choose(new Set()))} onClose={close} />
      )}
      {open?.kind === 'import' && (
        <ImportDialog
          title={texts.admin.importConnections}
          hint={texts.admin.importConnectionsHint}
          renews={keys.connections}
          read={readConnections}
          readThere={readAllConnections}
          nameOf={idOf}
          isSame={isSameConnection}
          send={(entries, onExisting) =>
            call('PATCH /api/v2/connections', {
              body: {
                actions: [
                  {
                    action: 'create',
                    entities: entries.map(({ name, body }) => ({ connection_id: name, ...body })),
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

const sendBulk: BulkDeletion = (body) => call('PATCH /api/v2/connections', { body });
const idOf = ({ connection_id: id }: Connection): string => id;
