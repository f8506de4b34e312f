import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { RowButtons } from '#features/admin/row-buttons.tsx';
import { UserForm } from '#features/admin/user-form.tsx';
import { ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import { type User, usersQuery } from '#shared/api/queries/installation.ts';
import { useUser } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Empty } from '#shared/widgets/messages.tsx';
import { Instant } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import type { NamedSearch } from './search.ts';

const route = getRouteApi('/admin/users');

/** What stands over the list. */
type Open = { kind: 'form'; user: User | null } | { kind: 'delete'; username: string };

export function UsersPage() {
  const texts = useTexts();
  const { username: own } = useUser();
  const { search, order = 'username' } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: NamedSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({
    ...usersQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });
  const [open, setOpen] = useState<Open | null>(null);
  useTitle(texts.admin.users);

  const columns = useMemo(
    (): Column<User>[] => [
      { id: 'username', name: texts.auth.username, orderBy: 'username', isName: true, cell: (one) => one.username },
      { id: 'role', name: texts.admin.role, orderBy: 'role', cell: (one) => one.role },
      { id: 'first', name: texts.admin.person.first_name, orderBy: 'first_name', cell: (one) => one.first_name },
      { id: 'last', name: texts.admin.person.last_name, orderBy: 'last_name', cell: (one) => one.last_name },
      { id: 'email', name: texts.admin.person.email, orderBy: 'email', cell: (one) => one.email },
      {
        id: 'active',
        name: texts.admin.active,
        cell: ({ is_active }) => (is_active ? texts.admin.yes : texts.admin.no),
      },
      {
        id: 'created',
        name: texts.admin.created,
        orderBy: 'created_at',
        cell: ({ created_at }) => <Instant at={created_at} />,
      },
      {
        id: 'actions',
        name: texts.run.actions,
        isNumber: true,
        cell: (user) => (
          <RowButtons
            name={user.username}
            onEdit={() => setOpen({ kind: 'form', user })}
            {...(user.username !== own && { onDelete: () => setOpen({ kind: 'delete', username: user.username }) })}
          />
        ),
      },
    ],
    [texts, own],
  );

  const close = () => setOpen(null);
  return (
    <>
      <ListView
        name="users"
        title={texts.admin.users}
        query={query}
        keyOf={({ username }) => username}
        columns={columns}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        filters={
          <TextFilter label={texts.admin.searchPool} value={search} onChange={(value) => change({ search: value })} />
        }
        actions={
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpen({ kind: 'form', user: null })}>
            {texts.admin.addUser}
          </Button>
        }
        empty={<Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />}
      />
      {open?.kind === 'form' && <UserForm user={open.user} onClose={close} />}
      {open?.kind === 'delete' && (
        <ConfirmDialog
          change={{
            title: texts.admin.deleteTitle(1),
            button: texts.admin.deleteButton,
            explanation: texts.admin.deleteUserHint(open.username),
            apply: () => call('DELETE /api/v2/users/{username}', { path: { username: open.username } }),
          }}
          onClose={close}
        />
      )}
    </>
  );
}
