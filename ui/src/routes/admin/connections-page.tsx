import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
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
import { call } from '#shared/api/client.ts';
import { type Connection, connectionsQuery, readAllConnections } from '#shared/api/queries/admin.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useMayOperate } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { NamedList } from './named-list.tsx';

const route = getRouteApi('/admin/connections');

export function ConnectionsPage() {
  const texts = useTexts();
  const mayChange = useMayOperate();
  const { search, order = 'connection_id' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({
    ...connectionsQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });

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
    ],
    [texts],
  );

  return (
    <NamedList
      name="connections"
      title={texts.admin.connections}
      query={query}
      nameOf={idOf}
      columns={columns}
      hiddenAtFirst={['schema']}
      search={search}
      order={order}
      change={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
      searchLabel={texts.admin.searchConnection}
      addLabel={texts.admin.addConnection}
      mayChange={mayChange}
      form={(connection, onClose) => <ConnectionForm connection={connection} onClose={onClose} />}
      deletion={(names, onDone) => deletion(names, sendBulk, texts, onDone)}
      isChoosable
      exportButton={
        <ExportButton
          file="connections.json"
          command="aquilon connections export connections.json"
          read={readAllConnections}
          write={connectionFile}
          isMasked={isMaskedConnection}
        />
      }
      importDialog={(onClose) => (
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
          onClose={onClose}
        />
      )}
      none={<Empty title={texts.admin.noConnections} hint={texts.admin.noConnectionsHint} />}
    />
  );
}

const sendBulk: BulkDeletion = (body) => call('PATCH /api/v2/connections', { body });
const idOf = ({ connection_id: id }: Connection): string => id;
