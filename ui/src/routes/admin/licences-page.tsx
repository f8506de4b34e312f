import { Button, Modal } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type Licence, licencesQuery } from '#shared/api/queries/installation.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { TextView } from '#shared/widgets/text-view.tsx';
import { useTitle } from '../use-title.ts';

const route = getRouteApi('/admin/licences');

/** What others wrote and is shipped with this, and under which terms. */
export function LicencesPage() {
  const texts = useTexts();
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...licencesQuery(search), placeholderData: keepPreviousData });
  const [open, setOpen] = useState<Licence | null>(null);
  useTitle(texts.admin.licences);
  const columns = useMemo(
    (): Column<Licence>[] => [
      { id: 'name', name: texts.admin.package, isName: true, cell: ({ name }) => <span className="mono">{name}</span> },
      { id: 'version', name: texts.admin.version, cell: ({ version }) => version },
      { id: 'licence', name: texts.admin.licence, cell: ({ licence }) => licence },
      {
        id: 'text',
        name: texts.admin.licenceText,
        cell: (one) =>
          one.text !== null && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={texts.browse.show(one.name)}
              onClick={() => setOpen(one)}
            >
              {texts.browse.showValue}
            </Button>
          ),
      },
    ],
    [texts],
  );
  return (
    <>
      <ListView
        name="licences"
        title={texts.admin.licences}
        query={query}
        keyOf={({ name, version }) => `${name}@${version}`}
        columns={columns}
        filters={
          <TextFilter
            label={texts.admin.searchLicence}
            value={search}
            onChange={(value) => void navigate({ search: { search: value }, replace: true })}
          />
        }
        empty={<Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />}
      />
      {open !== null && (
        <Modal
          opened
          onClose={() => setOpen(null)}
          title={open.name}
          size="xl"
          closeButtonProps={{ 'aria-label': texts.common.close }}
        >
          <TextView text={open.text ?? ''} label={texts.admin.licenceText} />
        </Modal>
      )}
    </>
  );
}
