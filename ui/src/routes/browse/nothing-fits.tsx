import { Link } from '@tanstack/react-router';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';

type Address =
  | '/browse/task-instances'
  | '/browse/xcoms'
  | '/browse/audit-log'
  | '/browse/required-actions'
  | '/browse/jobs';

/** A list without a row: filters may hide what there is. `hint`: what would make one. */
export function NothingFits({ hint, to }: { hint: string; to: Address }) {
  const texts = useTexts();
  return (
    <Empty title={texts.admin.nothingFits} hint={hint}>
      <Link to={to} search={{}}>
        {texts.browse.clearFilters}
      </Link>
    </Empty>
  );
}
