import { Checkbox, Group, Menu, Stack, Text, Title } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import { type Page, rowsOf, totalOf } from '#shared/api/queries/paging.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useStored } from '#shared/preferences/use-stored.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import { CardGrid } from './card-grid.tsx';
import { type Column, DataTable } from './data-table.tsx';
import type { Order } from './order.ts';
import { SavedFilters } from './saved-filters.tsx';

interface Props<T> {
  /** Under this name the choice of columns is kept, and filters; where those can be, `useLists` has it. */
  readonly name: string;
  readonly title: string;
  readonly query: UseInfiniteQueryResult<{ pages: Page<T>[]; pageParams: unknown[] }>;
  readonly keyOf: (row: T) => string;
  readonly columns: readonly Column<T>[];
  /** Columns that are shown only when somebody asks for them. */
  readonly hiddenAtFirst?: readonly string[];
  readonly order?: Order | undefined;
  readonly onOrder?: (order: Order) => void;
  /** Between the title and the filters. */
  readonly above?: ReactNode;
  readonly filters?: ReactNode;
  /** Beside the title: buttons that make something. */
  readonly actions?: ReactNode;
  /** What stands after the question mark: it can be kept under a name, and be chosen again. */
  readonly search?: object;
  readonly onSearch?: (saved: Readonly<Record<string, unknown>>) => void;
  /** Shown where the list has no row. */
  readonly empty: ReactNode;
  readonly chosen?: ReadonlySet<string>;
  readonly onChoose?: (keys: ReadonlySet<string>) => void;
  /** Shows each row as a card, in place of the table. */
  readonly card?: ((row: T) => ReactNode) | undefined;
}

/** A page that is a list: title with the count, filters, the rows that have arrived, more as somebody scrolls. */
export function ListView<T>(props: Props<T>) {
  const { name, title, query, keyOf, columns, hiddenAtFirst = [], order, onOrder, filters, actions, empty } = props;
  const texts = useTexts();
  const [hidden, setHidden] = useStored<readonly string[]>(`aquilon.columns.${name}`, hiddenAtFirst);
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = rowsOf(data, keyOf);
  const total = totalOf(data);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Group gap="sm" align="baseline">
          <Title order={1} size="h2">
            {title}
          </Title>
          {total !== undefined && (
            <Text c="dimmed" role="status">
              {texts.common.total(total)}
            </Text>
          )}
        </Group>
        <Group gap="xs">
          {actions}
          {props.search && props.onSearch && (
            <SavedFilters name={name} search={props.search} onChoose={props.onSearch} />
          )}
        </Group>
      </Group>
      {props.above}
      <Group gap="sm" align="flex-end" justify="space-between">
        <Group gap="sm" align="flex-end" flex="1 1 300px">
          {filters}
        </Group>
        {props.card === undefined && <ColumnChoice columns={columns} hidden={hidden} onHide={setHidden} />}
      </Group>
      {query.isPending && <Waiting />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {data && rows.length === 0 && <div className="card">{empty}</div>}
      {rows.length > 0 && props.card !== undefined && (
        <CardGrid label={title} rows={rows} keyOf={keyOf} card={props.card} onEnd={onEnd} />
      )}
      {rows.length > 0 && props.card === undefined && (
        <DataTable
          label={title}
          columns={columns}
          hidden={hidden}
          rows={rows}
          keyOf={keyOf}
          order={order}
          {...(onOrder && { onOrder })}
          onEnd={onEnd}
          {...(props.chosen && { chosen: props.chosen })}
          {...(props.onChoose && { onChoose: props.onChoose })}
        />
      )}
      {isFetchingNextPage && <Waiting />}
    </Stack>
  );
}

interface ChoiceProps<T> {
  readonly columns: readonly Column<T>[];
  readonly hidden: readonly string[];
  readonly onHide: (hidden: readonly string[]) => void;
}

function ColumnChoice<T>({ columns, hidden, onHide }: ChoiceProps<T>) {
  const texts = useTexts();
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <ToolButton name="columns" label={texts.list.columns} />
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={6} p="xs">
          {columns.map(({ id, name }) => (
            <Checkbox
              key={id}
              size="sm"
              label={name}
              checked={!hidden.includes(id)}
              // One column stays.
              disabled={!hidden.includes(id) && hidden.length >= columns.length - 1}
              onChange={(event) =>
                onHide(event.currentTarget.checked ? hidden.filter((one) => one !== id) : [...hidden, id])
              }
            />
          ))}
        </Stack>
      </Menu.Dropdown>
    </Menu>
  );
}
