import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { call } from '#shared/api/client.ts';
import { searchQuery } from '#shared/api/queries/overview.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { LANGUAGES, type Language } from '#shared/i18n/languages.ts';
import { useAdminPages, useBrowsePages } from '#shared/navigation/pages.ts';
import { chooseLanguage, preferences } from '#shared/preferences/store.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { PLACES } from './keys.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly group: 'dags' | 'runs' | 'tasks' | 'assets' | 'pages' | 'actions';
  /** Resolves when it is done; what it throws is shown. */
  readonly run: () => unknown;
}

interface Own {
  readonly onKeys: () => void;
  /** Opens the dialog that triggers the DAG. */
  readonly onTrigger: (dagId: string) => void;
}

/** What fits the text that was typed: pages and actions of the page itself, and what the server finds. */
export function useCommands(
  text: string,
  { onKeys, onTrigger }: Own,
): { commands: readonly Command[]; isFetching: boolean } {
  const texts = useTexts();
  const mayChange = useMayChange();
  const navigate = useNavigate();
  // Without transitions it would write a style element, which the content policy refuses.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { data, isFetching } = useQuery(searchQuery(text));
  const found = text === '' ? undefined : data;
  const browsePages = useBrowsePages();
  const adminPages = useAdminPages();
  const page = ({ to, name }: { to: LinkProps['to']; name: string }, part?: string): Command => ({
    id: `page ${to}`,
    group: 'pages',
    label: name,
    detail: part,
    run: () => navigate({ to }),
  });
  const parts = Object.values(PLACES).map(({ to, name }) => page({ to, name: texts.nav[name] }));
  // The pages below the parts are many: they come with the first letter.
  const below = [
    ...browsePages.map((one) => page(one, texts.nav.browse)),
    ...adminPages.map((one) => page(one, texts.nav.admin)),
  ];
  const pages = text === '' ? parts : [...parts, ...below];
  const action = (id: string, label: string, run: Command['run']): Command => ({ id, group: 'actions', label, run });
  const actions = [
    action('dark', texts.palette.dark, () => setColorScheme('dark')),
    action('light', texts.palette.light, () => setColorScheme('light')),
    action('auto', texts.palette.auto, () => setColorScheme('auto')),
    action('contrast', texts.palette.contrast, () => preferences.set({ contrast: !preferences.get().contrast })),
    ...Object.entries(LANGUAGES).map(([key, name]) =>
      action(`language ${key}`, texts.palette.language(name), () => chooseLanguage(key as Language)),
    ),
    action('keys', texts.palette.keys, onKeys),
  ];
  const fits = ({ label }: Command) => label.toLowerCase().includes(text.toLowerCase());
  const dags = (found?.dags ?? []).flatMap(
    ({ dag_id: dagId, dag_display_name: label, is_paused: isPaused }): Command[] => [
      { id: `dag ${dagId}`, group: 'dags', label, run: () => navigate({ to: '/dags/$dagId', params: { dagId } }) },
      ...(mayChange
        ? [
            action(`trigger ${dagId}`, texts.dags.triggerDag(label), () => onTrigger(dagId)),
            action(`switch ${dagId}`, isPaused ? texts.palette.switchOn(label) : texts.palette.switchOff(label), () =>
              call('PATCH /api/v2/dags/{dag_id}', { path: { dag_id: dagId }, body: { is_paused: !isPaused } }),
            ),
          ]
        : []),
    ],
  );
  const runs = (found?.runs ?? []).map(
    ({ dag_id: dagId, dag_run_id: runId }): Command => ({
      id: `run ${dagId}/${runId}`,
      group: 'runs',
      label: runId,
      detail: dagId,
      run: () => navigate({ to: '/dags/$dagId/runs/$runId', params: { dagId, runId } }),
    }),
  );
  const tasks = (found?.tasks ?? []).map(
    ({ dag_id: dagId, task_id: taskId }): Command => ({
      id: `task ${dagId}/${taskId}`,
      group: 'tasks',
      label: taskId,
      detail: dagId,
      run: () => navigate({ to: '/dags/$dagId/graph', params: { dagId } }),
    }),
  );
  const assets = (found?.assets ?? []).map(
    ({ id, name, uri }): Command => ({
      id: `asset ${id}`,
      group: 'assets',
      label: name,
      detail: uri,
      run: () => navigate({ to: '/assets/$assetId', params: { assetId: String(id) } }),
    }),
  );
  const all = [...dags, ...runs, ...tasks, ...assets, ...[...pages, ...actions].filter(fits)];
  return { commands: [...Map.groupBy(all, ({ group }) => group).values()].flat(), isFetching };
}
