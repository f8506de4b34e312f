import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { RowButtons } from '#features/admin/row-buttons.tsx';
import { useChosen } from '#features/admin/use-chosen.ts';
import { type Change, ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import type { Page } from '#shared/api/queries/paging.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';
import type { NamedSearch } from './search.ts';

/** What stands over the list. */
type Open<T> = { kind: 'form'; row: T | null } | { kind: 'import' } | { kind: 'delete'; names: readonly string[] };

interface Props<T> {
  /** Under this name the choice of columns is kept. */
  readonly name: string;
  readonly title: string;
  readonly query: UseInfiniteQueryResult<{ pages: Page<T>[]; pageParams: unknown[] }>;
  readonly nameOf: (row: T) => string;
  /** Those of edit and delete are added. */
  readonly columns: readonly Column<T>[];
  readonly hiddenAtFirst?: readonly string[];
  readonly search: string | undefined;
  readonly order: string;
  readonly change: (part: NamedSearch) => void;
  readonly searchLabel: string;
  readonly addLabel: string;
  /** False shows the list alone. */
  readonly mayChange: boolean;
  /** Adds one where the row is null. */
  readonly form: (row: T | null, onClose: () => void) => ReactNode;
  readonly deletion: (names: readonly string[], onDone: () => void) => Change;
  /** False for what must stay. */
  readonly mayDelete?: (row: T) => boolean;
  /** Several can be chosen, to be deleted at once. */
  readonly isChoosable?: boolean;
  readonly exportButton?: ReactNode;
  readonly importDialog?: (onClose: () => void) => ReactNode;
  /** Where there is none, and nothing is searched for. */
  readonly none?: ReactNode;
}

/** Things of the installation that have a name each: searched, sorted, added, edited and deleted in place. */
export function NamedList<T>(props: Props<T>) {
  const { name, title, query, nameOf, search, order, change, mayChange, mayDelete } = props;
  const texts = useTexts();
  const { chosen, choose } = useChosen(search);
  const [open, setOpen] = useState<Open<T> | null>(null);
  useTitle(title);

  const columns = useMemo((): readonly Column<T>[] => {
    if (!mayChange) return props.columns;
    const edit: Column<T> = {
      id: 'actions',
      name: texts.run.actions,
      isNumber: true,
      cell: (row) => (
        <RowButtons
          name={nameOf(row)}
          onEdit={() => setOpen({ kind: 'form', row })}
          {...(mayDelete?.(row) !== false && { onDelete: () => setOpen({ kind: 'delete', names: [nameOf(row)] }) })}
        />
      ),
    };
    return [...props.columns, edit];
  }, [props.columns, texts, nameOf, mayChange, mayDelete]);

  const close = () => setOpen(null);
  return (
    <>
      <ListView
        name={name}
        title={title}
        query={query}
        keyOf={nameOf}
        columns={columns}
        {...(props.hiddenAtFirst && { hiddenAtFirst: props.hiddenAtFirst })}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        search={{ search, order }}
        onSearch={(saved) => change({ search: undefined, order: undefined, ...saved })}
        filters={
          <TextFilter label={props.searchLabel} value={search} onChange={(value) => change({ search: value })} />
        }
        {...(props.isChoosable && { chosen, onChoose: choose })}
        actions={
          mayChange && (
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
              {props.exportButton}
              {props.importDialog && (
                <Button
                  variant="default"
                  leftSection={<Icon name="upload" size={16} />}
                  onClick={() => setOpen({ kind: 'import' })}
                >
                  {texts.admin.import}
                </Button>
              )}
              <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpen({ kind: 'form', row: null })}>
                {props.addLabel}
              </Button>
            </>
          )
        }
        empty={
          search === undefined && props.none !== undefined ? (
            props.none
          ) : (
            <Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />
          )
        }
      />
      {open?.kind === 'form' && props.form(open.row, close)}
      {open?.kind === 'import' && props.importDialog?.(close)}
      {open?.kind === 'delete' && (
        <ConfirmDialog change={props.deletion(open.names, () => choose(new Set()))} onClose={close} />
      )}
    </>
  );
}
