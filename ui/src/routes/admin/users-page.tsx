import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { UserForm } from '#features/admin/user-form.tsx';
import { call } from '#shared/api/client.ts';
import { type User, usersQuery } from '#shared/api/queries/installation.ts';
import { useIsAdmin, useUser } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Instant } from '../cells.tsx';
import { NamedList } from './named-list.tsx';

const route = getRouteApi('/admin/users');

export function UsersPage() {
  const texts = useTexts();
  const mayChange = useIsAdmin();
  const { username: own } = useUser();
  const { search, order = 'username' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({
    ...usersQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });

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
    ],
    [texts],
  );

  // Nobody can shut the last door behind himself.
  const mayDelete = useCallback(({ username }: User) => username !== own, [own]);
  return (
    <NamedList
      name="users"
      title={texts.admin.users}
      query={query}
      nameOf={nameOf}
      columns={columns}
      search={search}
      order={order}
      change={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
      searchLabel={texts.admin.searchPool}
      addLabel={texts.admin.addUser}
      mayChange={mayChange}
      form={(user, onClose) => <UserForm user={user} onClose={onClose} />}
      deletion={([username = '']) => ({
        title: texts.admin.deleteTitle(1),
        button: texts.admin.deleteButton,
        explanation: texts.admin.deleteUserHint(username),
        apply: () => call('DELETE /aquilon/users/{username}', { path: { username } }),
      })}
      mayDelete={mayDelete}
    />
  );
}

const nameOf = ({ username }: User): string => username;
