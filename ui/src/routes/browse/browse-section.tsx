import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Section } from '../section.tsx';

export function BrowseSection() {
  const { nav, browse, task } = useTexts();
  return (
    <Section
      name={nav.browse}
      pages={[
        { to: '/browse/runs', name: browse.runs },
        { to: '/browse/task-instances', name: browse.instances },
        { to: '/browse/required-actions', name: browse.questions },
        { to: '/browse/xcoms', name: task.xcom },
        { to: '/browse/audit-log', name: browse.audit },
        { to: '/browse/jobs', name: browse.jobs },
        { to: '/browse/workers', name: browse.workers },
      ]}
    />
  );
}
