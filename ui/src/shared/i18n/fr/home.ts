import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const home: Pick<Texts, 'home'> = {
  home: {
    time: 'Période observée',
    hours: {
      1: 'Dernière heure',
      6: '6 dernières heures',
      24: '24 dernières heures',
      168: '7 derniers jours',
      720: '30 derniers jours',
    },
    dags: 'DAG par état',
    count: {
      failed: (count) => plural(count, 'DAG en échec', 'DAG en échec'),
      running: (count) => plural(count, 'DAG en cours', 'DAG en cours'),
      active: (count) => plural(count, 'DAG actif', 'DAG actifs'),
      paused: (count) => plural(count, 'DAG en pause', 'DAG en pause'),
    },
    health: 'Santé',
    healthy: 'en bonne santé',
    unhealthy: 'en mauvaise santé',
    elsewhere: 'hors de ce processus',
    part: {
      database: 'Base de données',
      scheduler: 'Planificateur',
      triggerer: 'Tâches en attente',
      processor: 'Fichiers de DAG',
    },
    pools: 'Places des pools',
    noPools: 'Il n’y a aucun pool.',
    slots: (taken, all) => `${taken} sur ${all} occupées`,
    runs: 'Exécutions par état',
    instances: 'Instances de tâche par état',
    nothingDue: 'Aucune exécution n’était prévue pendant cette période.',
    cut: (count) => `Seules les ${count} plus récentes sont comptées.`,
    attention: 'En échec ou en retard',
    allWell: 'Aucun DAG actif n’est en échec ni en retard.',
    failedRun: 'exécution en échec',
    late: (since) => `attendue ${since}`,
    running: 'En cours',
    noRunning:
      'Rien ne tourne. Une exécution apparaît ici quand une planification arrive, ou quand quelqu’un la déclenche.',
    people: 'Attend une personne',
    noPeople: 'Aucune tâche n’attend de réponse.',
    views: 'Filtres enregistrés',
    noViews: 'Enregistrez les filtres d’une liste sous un nom et épinglez-les avec l’étoile : ils apparaissent ici.',
    pinned: 'DAG épinglés',
    noPinned: 'Épinglez un DAG avec l’étoile de la liste des DAG, et il apparaît ici.',
    assetEvents: 'Derniers événements de ressources',
    noAssetEvents: 'Aucune ressource n’a encore changé. Un événement apparaît ici quand une tâche en écrit une.',
  },
};
