import type { Texts } from '../en.ts';

export const browse: Pick<Texts, 'browse'> = {
  browse: {
    runs: 'Exécutions',
    dag: 'DAG',
    run: 'Exécution',
    state: 'État',
    type: 'Type',
    anyState: 'Tous les états',
    anyType: 'Tous les types',
    noRuns: 'Aucune exécution ne correspond',
    noRunsHint:
      'Une exécution apparaît ici dès qu’un DAG est déclenché ou que son horaire arrive. Des filtres peuvent la cacher.',
    clearFilters: 'Effacer les filtres',
  },
};
