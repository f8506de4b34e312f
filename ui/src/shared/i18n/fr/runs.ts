import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const runs: Pick<Texts, 'run' | 'confirm'> = {
  run: {
    graph: 'Graphe',
    tasks: 'Tâches',
    details: 'Détails',
    conf: 'Configuration',
    noConf: 'Cette exécution n’a reçu aucune configuration.',
    runAfter: 'À partir de',
    started: 'Début',
    ended: 'Fin',
    duration: 'Durée',
    interval: 'Intervalle de données',
    triggeredBy: 'Déclenchée par',
    version: 'Version du DAG',
    task: 'Tâche',
    operator: 'Opérateur',
    attempt: 'Tentative',
    actions: 'Actions',
    rerunFailed: 'Relancer les tâches en échec',
    markSuccess: 'Marquer comme réussie',
    markFailed: 'Marquer en échec',
    taskCount: (count) => plural(count, 'tâche', 'tâches'),
    noTasks: 'Cette exécution n’a pas encore de tâche',
    noTasksHint:
      'Ses tâches apparaissent quand l’ordonnanceur prend l’exécution en charge ; un DAG en pause doit d’abord être activé.',
    truncated: (shown, total) => `Les ${shown} premières instances de tâche sur ${total} sont affichées.`,
    pausedQueued: 'Le DAG est en pause, cette exécution attend donc.',
    switchOn: 'Activer le DAG',
  },
  confirm: {
    failed: 'Rien n’a été modifié',
    counting: 'Calcul de ce qui changerait ...',
    clearTitle: 'Relancer ?',
    clear: (count) => plural(count, 'instance de tâche sera relancée.', 'instances de tâche seront relancées.'),
    clearNone: 'Il n’y a rien à relancer.',
    markTitle: (state) => `Marquer « ${state} » ?`,
    markRun: (state) => `L’exécution passe à « ${state} ». Les tâches en cours sont arrêtées.`,
    clearButton: 'Relancer',
    markButton: 'Marquer',
  },
};
