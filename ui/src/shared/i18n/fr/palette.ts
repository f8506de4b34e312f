import type { Texts } from '../en.ts';

export const palette: Pick<Texts, 'palette'> = {
  palette: {
    open: 'Chercher',
    title: 'Tout chercher',
    hint: 'Un DAG, une exécution, une tâche, une ressource, une page, une action',
    found: 'Résultats',
    nothing: 'Rien ne correspond.',
    group: {
      dags: 'DAG',
      runs: 'Exécutions récentes',
      tasks: 'Tâches',
      assets: 'Ressources',
      pages: 'Pages',
      actions: 'Actions',
    },
    keys: 'Tous les raccourcis',
    toSearch: 'Aller au champ de recherche de la page',
    goTo: (name) => `Aller à ${name}`,
    dark: 'Couleurs sombres',
    light: 'Couleurs claires',
    auto: 'Couleurs du système',
    contrast: 'Contraste élevé, activer ou désactiver',
    language: (name) => `Langue : ${name}`,
    switchOn: (dag) => `Activer ${dag}`,
    switchOff: (dag) => `Mettre ${dag} en pause`,
  },
};
