import type { Texts } from '../en.ts';

export const dagPages: Pick<Texts, 'dagPages'> = {
  dagPages: {
    grid: 'Grille',
    graph: 'Graphe',
    runs: 'Exécutions',
  },
};
