import type { Texts } from '../en.ts';

export const trigger: Pick<Texts, 'trigger'> = {
  trigger: {
    title: (dag) => `Déclencher ${dag}`,
    logicalDate: 'Date logique',
    logicalDateHint: (zone) => `Fuseau horaire : ${zone}. Vide : une exécution sans date logique.`,
    now: 'Maintenant',
    clearDate: 'Sans date',
    params: 'Paramètres',
    listHint: 'Une valeur par ligne.',
    runId: 'Identifiant de l’exécution',
    runIdHint: 'Facultatif. Vide : construit à partir de la date.',
    conf: 'Configuration (JSON)',
    confHint: 'Un objet ; les tâches le lisent dans leur contexte.',
    confNotJson: (reason) => `Ce n’est pas du JSON : ${reason}`,
    confNotObject: 'Il faut un objet JSON, par exemple {"rows": 100}.',
    format: 'Mettre en forme',
    note: 'Note',
    unpause: 'Activer aussi le DAG (il est en pause, l’exécution attendrait)',
    submit: 'Déclencher',
    started: (run) => `L’exécution ${run} est déclenchée`,
    open: 'Ouvrir l’exécution',
    failed: 'L’exécution n’a pas été déclenchée',
  },
};
