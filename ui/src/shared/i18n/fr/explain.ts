import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

const tasks = (count: number) => plural(count, 'tâche', 'tâches');
const slots = (count: number) => plural(count, 'place', 'places');

export const explain: Pick<Texts, 'why' | 'happened'> = {
  why: {
    button: 'Pourquoi ?',
    of: (task) => `Pourquoi ? ${task}`,
    title: 'Pourquoi elle ne s’exécute pas',
    nothing: 'Rien ne la retient : elle démarre tout de suite.',
    heldBy: 'Occupé par',
    moreHolders: (count) => `et ${count} de plus`,
    wholeRun: (run) => `l’exécution ${run}`,
    since: (time) => `depuis le ${time}`,
    expected: 'Démarrage prévu',
    unknown: 'Personne ne peut le dire : voyez ci-dessus ce qui doit arriver d’abord.',
    assumes:
      'Si les tâches durent autant que la médiane de leurs derniers succès, que rien de plus urgent n’arrive et qu’aucune tentative n’échoue.',
    neverRan: (names) => `Aucune durée n’est connue pour ${names} : pas encore de succès.`,
    reason: {
      max_active_runs: (active, limit) => `${active} exécutions du DAG sont actives, sur ${limit} au plus.`,
      dag_paused: 'Le DAG est désactivé. Quelqu’un doit l’activer.',
      dag_quarantined: (crashes) =>
        `Le DAG est en quarantaine : ${crashes} tentatives de suite ont perdu leur processus. Son fichier doit changer, ou quelqu’un doit l’en sortir.`,
      backfill_paused: 'Le rattrapage est en pause. Quelqu’un doit le relancer.',
      run_after: (time) => `L’exécution commence le ${time}.`,
      upstream: (done, total, rule, names) =>
        `${done} sur ${tasks(total)} en amont sont terminées, et la règle ${rule} en demande plus : ${names}.`,
      setup: (names) => `Ses préparations ne sont pas terminées : ${names}.`,
      mapped_over: (names) => `Ce sur quoi elle est répartie n’est pas encore là : ${names}.`,
      depends_on_past: (run) => `Elle attend la même tâche de l’exécution précédente : ${run}.`,
      wait_for_downstream: (run, names) => `Elle attend ce qui suit la même tâche dans ${run} : ${names}.`,
      retry_delay: (time) => `Nouvel essai le ${time}.`,
      reschedule: (time) => `Prochaine vérification le ${time}.`,
      deferred: (time) => `Elle attend, sans occuper de place, depuis le ${time}.`,
      awaiting_input: (time) => `Elle attend la réponse d’une personne depuis le ${time}.`,
      pool_full: (pool, used, all, needed) =>
        `Elle attend ${slots(needed)} du pool ${pool} : ${used} sur ${all} occupées.`,
      pool_unknown: (pool) => `Il n’y a pas de pool ${pool}. Quelqu’un doit le créer.`,
      pool_too_small: (pool, all, needed) =>
        `Le pool ${pool} a ${slots(all)} et il lui en faut ${needed}. Quelqu’un doit agrandir le pool.`,
      max_active_tasks: (active, limit) => `${active} tâches de l’exécution sont actives, sur ${limit} au plus.`,
      max_active_tis_per_dag: (active, limit) =>
        `${active} instances de la tâche sont actives, toutes exécutions confondues, sur ${limit} au plus.`,
      max_active_tis_per_dagrun: (active, limit) =>
        `${active} instances de la tâche sont actives dans cette exécution, sur ${limit} au plus.`,
      worker_drained: (who, time) =>
        `Le worker est vidé par ${who} depuis le ${time}. Quelqu’un doit le laisser reprendre des tâches.`,
      parallelism: (active, limit) => `Les ${limit} places du serveur sont prises (${active} occupées).`,
      priority: (ahead) => `${tasks(ahead)} plus prioritaires, ou arrivées avant, passent d’abord.`,
      attempt_ending: 'Le processus de sa tentative précédente est en train de s’arrêter.',
      executor: 'Elle est en file et attend un processus libre.',
      no_scheduler: 'Aucun ordonnanceur ne travaille. Quelqu’un doit démarrer un serveur.',
    },
  },
  happened: {
    title: 'Ce qui s’est passé',
    at: (file, line) => `${file}, ligne ${line}`,
    inside: (name) => `dans ${name}`,
    remedy: 'Que faire',
    exitCode: 'Code de sortie',
    signal: 'Signal reçu',
    memory: 'Mémoire au plus haut',
    decidedBy: 'Terminée par',
    lastLines: 'Les dernières lignes de son journal',
    similar: 'Autres échecs avec le même code',
    code: 'Code de l’erreur',
  },
};
