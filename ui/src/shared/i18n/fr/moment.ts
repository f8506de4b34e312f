import type { Texts } from '../en.ts';

export const moment: Pick<Texts, 'moment'> = {
  moment: {
    label: 'L’exécution au fil du temps',
    moment: 'Instant',
    play: 'Rejouer l’exécution',
    pause: 'Mettre en pause',
    now: 'Maintenant',
    after: (duration) => `${duration} après son début`,
    back: 'Revenir à maintenant',
  },
};
