import type { Texts } from '../en.ts';

export const list: Pick<Texts, 'list'> = {
  list: {
    columns: 'Colonnes',
    chooseAll: 'Choisir toutes les lignes',
    choose: (row) => `Choisir ${row}`,
    clearFilter: (name) => `Effacer : ${name}`,
  },
};
