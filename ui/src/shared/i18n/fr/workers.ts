import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const workers: Pick<Texts, 'workers' | 'rates' | 'waiting'> = {
  workers: {
    drain: 'Vider',
    drainHint: 'Ne plus prendre de tâches. Ce qui tourne va à son terme.',
    resume: 'Reprendre des tâches',
    drained: (who, when) => `Vidé par ${who} depuis le ${when}`,
    drainedHint: (busy) =>
      busy === 0
        ? 'Aucune nouvelle tâche ne démarre. Plus rien ne tourne : le serveur peut être arrêté.'
        : `Aucune nouvelle tâche ne démarre. ${plural(busy, 'tâche tourne encore', 'tâches tournent encore')}, jusqu’à leur terme.`,
    notSwitched: 'Le worker n’a pas changé d’état',
    summary: (busy, most, waiting) =>
      `${busy} sur ${plural(most, 'processus occupé', 'processus occupés')}, ${waiting} en attente`,
    processesOf: (host) => `Processus sur ${host}`,
    noProcess: 'Aucun processus ne tourne',
    noProcessHint: 'La première tâche à lancer en démarre un.',
    elsewhere: 'Les workers tournent ailleurs',
    elsewhereHint: 'Un autre serveur a l’ordonnanceur et ses processus : sa page les montre.',
    queues: 'Files',
    noQueue: 'Rien n’est en cours',
    noQueueHint: 'Une file apparaît ici tant qu’une de ses tâches tourne ou attend.',
    runsFor: 'Tourne depuis',
    memory: 'Mémoire',
    mebibytes: (count) => `${count} Mio`,
    attempts: 'Tentatives exécutées',
    state: {
      starting: 'Démarre',
      idle: 'Inactif',
      busy: 'Occupé',
      settling: 'Fait le ménage',
      ending: 'Se termine',
    },
  },
  waiting: {
    title: 'En attente',
    by: 'Regroupées',
    byPool: 'Par pool',
    byQueue: 'Par file',
    count: 'Tâches',
    ages: 'Depuis combien de temps',
    age: {
      minute: 'moins d’1 min',
      tenMinutes: '1 à 10 min',
      hour: '10 à 60 min',
      sixHours: '1 à 6 h',
      more: 'plus de 6 h',
    },
    oldest: 'La plus longue',
    none: 'Rien n’attend',
    noneHint: 'Une tâche prête qui ne trouve pas de place, ou pas encore de processus, est comptée ici.',
  },
  rates: {
    title: 'Tâches terminées',
    time: 'Durée',
    hours: { 1: 'Dernière heure', 24: 'Dernières 24 heures' },
    allQueues: 'Toutes les files',
    perMinute: 'Terminées par minute',
    times: { duration: 'Temps d’exécution', queued: 'Attente dans la file' },
    median: 'médiane',
    p95: '95e centile',
    column: {
      median_duration: 'Temps (médiane)',
      p95_duration: 'Temps (95 %)',
      median_queued: 'File (médiane)',
      p95_queued: 'File (95 %)',
    },
    number: (value) => new Intl.NumberFormat('fr', { maximumFractionDigits: 2 }).format(value),
    when: 'Quand',
    name: 'Nom',
    aMinute: 'Par minute',
    byQueue: 'Par file',
    byWorker: 'Par worker',
    none: 'Aucune tâche ne s’est terminée pendant ce temps',
    noneHint:
      'Combien se terminent, combien de temps elles prennent et attendent : on le voit ici dès que la première se termine.',
    countedFrom: (when) => `Il s’est passé tant de choses que seul ce qui est plus récent que le ${when} est compté.`,
  },
};
