import type { Texts } from '../en.ts';

export const assets: Pick<Texts, 'assets'> = {
  assets: {
    list: 'Ressources',
    graph: 'Ressources et DAG',
    asset: 'Ressource',
    name: 'Nom',
    group: 'Groupe',
    search: 'Chercher une ressource',
    producers: 'Produite par',
    consumers: 'Utilisée par',
    starts: 'Lance',
    lastEvent: 'Dernier événement',
    none: 'Aucune ressource pour l’instant',
    noneHint:
      'Une ressource apparaît ici quand une tâche la nomme parmi ses sorties, ou qu’une planification l’attend.',
    events: 'Événements',
    noEvents: 'Aucun événement pour l’instant',
    noEventsHint:
      'Un événement apparaît ici quand une tâche qui produit la ressource réussit, ou quand vous en créez un.',
    at: 'Heure',
    source: 'Origine',
    byHand: 'À la main',
    createdRuns: 'Exécutions lancées',
    partition: 'Clé de partition',
    partitionHint: 'Facultatif.',
    extra: 'Données (JSON)',
    extraShort: 'Données',
    create: 'Créer un événement',
    createFor: (asset) => `Un événement de ${asset}`,
    created: 'L’événement a été créé',
    materialise: 'Matérialiser',
    notMaterialised: 'La ressource n’a pas été matérialisée',
    cut: (shown, all) => `Les ${shown} premières ressources sur ${all} sont affichées.`,
  },
};
