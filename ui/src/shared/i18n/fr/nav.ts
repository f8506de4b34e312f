import type { Texts } from '../en.ts';

export const nav: Pick<Texts, 'nav'> = {
  nav: {
    label: 'Navigation principale',
    section: (name) => `Pages de ${name}`,
    home: 'Accueil',
    dags: 'DAG',
    assets: 'Ressources',
    browse: 'Explorer',
    ml: 'Modèles',
    admin: 'Gestion',
    docs: 'API',
    docsTitle: 'L’API REST de ce serveur',
  },
};
