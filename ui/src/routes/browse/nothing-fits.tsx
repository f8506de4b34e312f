import { Link, useSearch } from '@tanstack/react-router';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';

type Address =
  | '/browse/runs'
  | '/browse/task-instances'
  | '/browse/xcoms'
  | '/browse/audit-log'
  | '/browse/required-actions'
  | '/browse/jobs';

/** A list without a row: where filters may hide what there is, it says so. `hint`: what would make one. */
export function NothingFits({ hint, to }: { hint: string; to: Address }) {
  const texts = useTexts();
  const search = useSearch({ strict: false });
  const isFiltered = Object.entries(search).some(([name, value]) => name !== 'order' && value !== undefined);
  if (!isFiltered) return <Empty title={texts.browse.nothingYet} hint={hint} />;
  return (
    <Empty title={texts.admin.nothingFits} hint={`${hint} ${texts.browse.filtersHide}`}>
      <Link to={to} search={{}}>
        {texts.browse.clearFilters}
      </Link>
    </Empty>
  );
}
