import type { ScheduleTexts } from '../en/schedule.ts';
import { plural } from './plural.ts';

const NTH = ['dernier', 'premier', 'deuxième', 'troisième', 'quatrième', 'cinquième'];

export const schedule: ScheduleTexts = {
  cronWords: {
    everyDay: 'chaque jour',
    at: (times) => `à ${times}`,
    everyMinutes: (count) => (count === 1 ? 'chaque minute' : `toutes les ${count} minutes`),
    minutes: (minutes) => `à la minute ${minutes}`,
    everyHours: (count) => (count === 1 ? 'chaque heure' : `toutes les ${count} heures`),
    between: (from, to) => `de ${from} à ${to}`,
    hours: (hours) => `aux heures ${hours}`,
    everySeconds: (count) => (count === 1 ? 'chaque seconde' : `toutes les ${count} secondes`),
    seconds: (seconds) => `à la seconde ${seconds}`,
    days: (days, count) => (count === 1 ? `le ${days} du mois` : `les ${days} du mois`),
    dayRow: (from, to) => `du ${from} au ${to} du mois`,
    lastDay: 'le dernier jour du mois',
    nearest: (day) => `le jour ouvré le plus proche du ${day} du mois`,
    weekdays: (days) => `chaque ${days}`,
    weekdayRow: (from, to) => `du ${from} au ${to}`,
    nth: (nth, day) => `le ${NTH[nth] ?? nth} ${day} du mois`,
    either: (one, other) => `${one} ou ${other}`,
    both: (one, other) => `${one} si c’est ${other}`,
    months: (months) => `en ${months}`,
    monthRow: (from, to) => `${/^[aeiouyéèê]/i.test(from) ? 'd’' : 'de '}${from} à ${to}`,
  },
  tryOut: {
    hint: 'Rien n’est modifié ici : la planification d’un DAG se trouve dans son fichier. La ligne à y mettre est plus bas.',
    ofDag: (dag) => `À la place de la planification de ${dag} : ses propres exécutions ne sont pas comptées.`,
    asInFile: 'Comme dans son fichier',
    calendar: (dag) => `Calendrier de ${dag}`,
    schedule: 'Planification',
    scheduleHint:
      'Un raccourci, des expressions cron séparées par une virgule et une espace, ou un intervalle tel que 6h ou 1 day',
    examples: 'Exemples',
    zone: 'Fuseau horaire',
    start: 'Date de début',
    startHint: 'Aucune exécution avant elle ; les intervalles se comptent à partir d’elle',
    made: 'Une exécution est créée',
    atTick: 'À l’échéance',
    between: 'Entre deux échéances',
    emptyTitle: 'Pas encore de planification',
    empty:
      'Saisissez-en une ou choisissez un exemple : ses prochaines échéances et la charge, à côté de tous les autres DAG, s’affichent ici.',
    notTyped:
      'Le DAG n’a pas de planification qui puisse être saisie ici : liste de dates, ressources, calendrier propre, ou aucune.',
    problem: {
      form: 'Ce n’est ni un raccourci, ni une expression cron, ni un intervalle.',
      formAllowed:
        'Raccourcis : @hourly, @daily, @weekly, @monthly, @quarterly, @yearly, @once, @continuous. Intervalles : 30m, 6h, 1h30m, 1 day.',
      count:
        'Une expression cron a cinq champs : minute, heure, jour, mois, jour de la semaine ; un sixième, à la fin, est la seconde.',
      never: 'Elle n’arrive jamais : ce jour n’existe pas.',
      duration: 'Un intervalle dure au moins 1 ms et au plus 36500 jours.',
      several: 'Seule une expression cron unique a des intervalles entre deux échéances.',
      zone: 'Ce fuseau horaire n’existe pas. Son nom est celui de la base IANA, tel que Europe/Paris.',
      field: (field, part) => `${field} : « ${part} » ne convient pas.`,
    },
    field: {
      minute: 'Minute',
      hour: 'Heure',
      day: 'Jour du mois',
      month: 'Mois',
      weekday: 'Jour de la semaine',
      second: 'Seconde',
    },
    allowed: {
      minute: 'Admis : 0 à 59, *, listes 0,30, plages 0-29, pas */15',
      hour: 'Admis : 0 à 23, *, listes 6,18, plages 8-17 et 22-2, pas */3',
      day: 'Admis : 1 à 31, *, listes 1,15, plages 1-7, pas */2, L pour le dernier, 15W pour le jour ouvré le plus proche du 15',
      month: 'Admis : 1 à 12, jan à dec, *, listes 1,7, plages 3-5, pas */3',
      weekday:
        'Admis : 0 à 7 (0 et 7 : dimanche), sun à sat, *, listes 1,3, plages 1-5 et fri-mon, 5#2 pour le deuxième vendredi, L5 pour le dernier ; ceux avec # ou L restent seuls',
      second: 'Admis : 0 à 59, *, listes 0,30, plages 0-29, pas */10',
    },
    words: 'En toutes lettres',
    ticks: (count) => plural(count, 'prochaine exécution', 'prochaines exécutions'),
    clock: 'Changements d’heure',
    clockNone: (zone) => `Aucun changement d’heure de ${zone} ne déplace une exécution d’ici un an.`,
    clockInterval:
      'Un intervalle ne connaît pas l’horloge : un jour dure 24 heures, et l’heure se décale quand l’horloge est changée.',
    clockCut: 'Il y en a d’autres : seuls les premiers sont indiqués.',
    surprise: {
      skipped: (time, day, due) => `${time} n’existe pas le ${day} : l’exécution vient à ${due}.`,
      doubled: (time, day) => `${time} vient deux fois le ${day} : une seule exécution, la seconde fois.`,
      shorter_interval: (time, day) => `Le temps jusqu’à ${time} le ${day} est plus court que d’habitude.`,
      longer_interval: (time, day) => `Le temps jusqu’à ${time} le ${day} est plus long que d’habitude.`,
      fewer_runs: (_time, day) =>
        `Le ${day} est un jour court : les échéances suivent le temps réel, avec moins d’exécutions.`,
      more_runs: (_time, day) =>
        `Le ${day} est un jour long : les échéances suivent le temps réel, avec plus d’exécutions.`,
    },
    code: 'Pour le fichier du DAG',
    codeOf: (name) => `En options de new Dag. Airflow l’appelle ${name}.`,
    load: 'Et si : exécutions qui démarrent',
    loadOf: (added, others, most) =>
      `${plural(added, 'exécution', 'exécutions')} de cette planification à côté de ${others} des DAG actifs ; ${most} au plus en une heure`,
    loadHint: (zone) =>
      `Démarrages prévus de tous les DAG activés, heure par heure à l’horloge de ${zone}. Les exécutions que déclenchent des ressources ou des personnes ne sont pas connues d’avance.`,
    day: 'Un jour',
    week: 'Une semaine',
    period: 'Période',
    others: 'DAG actifs',
    added: 'Cette planification',
    hour: 'Heure',
    total: 'Ensemble',
    bar: (hour, others, added) => `${hour} : ${others} des DAG actifs, ${added} de cette planification`,
    loadCut: 'Il y a plus d’exécutions qu’il n’en est compté : certains DAG sont laissés de côté.',
  },
};
