/** The deletion of several things by their names, as the bulk requests of variables, connections and pools have it. */
import type { Change } from '#features/runs/confirm-dialog.tsx';
import type { Schemas } from '#shared/api/generated.ts';
import type { Texts } from '#shared/i18n/en.ts';

export type BulkDeletion = (body: {
  actions: [{ action: 'delete'; entities: string[]; action_on_non_existence: 'skip' }];
}) => Promise<Schemas['BulkResponse']>;

/** Names that a question shows; the others are counted. */
const MOST_NAMES = 8;

export function deletion(names: readonly string[], send: BulkDeletion, texts: Texts, onDone: () => void): Change {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const rest = names.length - MOST_NAMES;
  return {
    title: texts.admin.deleteTitle(names.length),
    button: texts.admin.deleteButton,
    explanation: texts.admin.deleteHint(rest > 0 ? texts.admin.andMore(shown, rest) : shown),
    apply: async () => {
      const { delete: answer } = await send({
        actions: [{ action: 'delete', entities: [...names], action_on_non_existence: 'skip' }],
      });
      const [problem] = answer?.errors ?? [];
      if (problem) throw new Error(String(problem.error));
      onDone();
    },
  };
}
