import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const calendar: Pick<Texts, 'calendar'> = {
  calendar: {
    trySchedule: 'Essayer une planification',
    tryAnother: 'Essayer une autre planification',
    by: 'Afficher par',
    day: 'Par jour',
    hour: 'Par heure',
    before: 'Mois précédent',
    after: 'Mois suivant',
    present: 'Ce mois-ci',
    nothing: 'aucune exécution',
    planned: (count) => plural(count, 'prévue', 'prévues'),
    plannedMark: 'Prévue',
    zone: (zone) => `Jours et heures de ${zone}. Les flèches déplacent, Entrée ouvre les exécutions.`,
    paused: 'Le DAG est en pause : ce qui est prévu n’aura lieu qu’une fois le DAG activé.',
    cut: 'Il y a plus d’exécutions que de comptées : des passées les plus récentes, des prévues les premières.',
    next: 'Prochaines exécutions',
    fromNow: 'Délai',
    nextNone:
      'Aucune exécution n’est prévue : le DAG n’a pas de planification, sa fin est venue, ou il attend des ressources.',
    forward: (zone, minutes) => `L’horloge de ${zone} est avancée de ${minutes} min avant celle-ci.`,
    back: (zone, minutes) => `L’horloge de ${zone} est reculée de ${minutes} min avant celle-ci.`,
    due: (from, to, count) => `${plural(count, 'exécution', 'exécutions')} à échéance du ${from} au ${to}`,
  },
};
