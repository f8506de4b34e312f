import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const preview: Pick<Texts, 'preview'> = {
  preview: {
    raw: 'En JSON',
    firstRows: (shown, total) => `Les ${shown} premières lignes sur ${total} sont affichées.`,
    instances: (count) => plural(count, 'instance', 'instances'),
    instanceState: 'État des instances',
    anyState: 'Tous les états',
    list: 'Instances de la tâche',
  },
};
