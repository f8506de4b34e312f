import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const grid: Pick<Texts, 'grid'> = {
  grid: {
    label: (dag) =>
      `Grille de ${dag} : une colonne par exécution, une ligne par tâche. Les flèches déplacent, Entrée ouvre, Maj et les flèches sélectionnent.`,
    older: 'Charger des exécutions plus anciennes',
    noneOlder: 'Il n’y a pas d’exécution plus ancienne',
    tasks: 'Tâche',
    fold: (group) => `Replier ${group}`,
    unfold: (group) => `Déplier ${group}`,
    foldAll: 'Replier tous les groupes',
    unfoldAll: 'Déplier tous les groupes',
    legend: 'Légende',
    run: (run, state) => `Exécution ${run} : ${state}`,
    cell: (task, run, state) => `${task} dans ${run} : ${state}`,
    absent: 'absente de cette exécution',
    count: (count, state) => `${count} fois « ${state} »`,
    chosen: (instances, runs) =>
      `${plural(instances, 'instance de tâche', 'instances de tâche')} dans ${plural(runs, 'exécution', 'exécutions')}`,
    clear: 'Relancer',
    unselect: 'Abandonner la sélection',
    markAll: (count, state) =>
      `${plural(count, 'instance de tâche passe', 'instances de tâche passent')} à « ${state} ». Ce qui est en cours est arrêté.`,
    refused: (count, first) => `${plural(count, 'tâche reste', 'tâches restent')} en l’état : ${first}`,
    median: 'Médiane',
    longer: (times) => `${times} × la médiane`,
    waited: 'Attente dans la file',
    attempts: (tried, most) => `${tried} sur ${most}`,
    reason: 'Raison',
    noteName: 'Remarque',
    note: 'Cette exécution porte une note',
    noteMark: 'Coin replié : l’exécution porte une note',
    versionLine: 'Trait entre deux exécutions : le DAG a changé',
    gone: 'Absente de la dernière version du DAG',
    hint: 'Maj et un clic, ou Maj et les flèches, sélectionnent un rectangle.',
  },
};
