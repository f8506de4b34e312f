import type { Texts } from '../en.ts';

export const list: Pick<Texts, 'list'> = {
  list: {
    columns: 'Colonnes',
    saved: 'Filtres enregistrés',
    savedNone: 'Rien n’est enregistré. Donnez un nom à la vue actuelle pour la retrouver.',
    savedName: 'Nom',
    savedForget: (name) => `Oublier ${name}`,
    savedPin: (name) => `Épingler ${name} à l’accueil`,
    savedUnpin: (name) => `Retirer ${name} de l’accueil`,
    savedForgotten: (name) => `${name} est oublié.`,
    save: 'Garder',
    chooseAll: 'Choisir toutes les lignes',
    choose: (row) => `Choisir ${row}`,
    clearFilter: (name) => `Effacer : ${name}`,
  },
};
