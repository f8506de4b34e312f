import type { Texts } from '../en.ts';

export const compare: Pick<Texts, 'compare'> = {
  compare: {
    tab: 'Comparer',
    with: 'Comparer avec',
    choose: 'Choisissez une exécution de ce DAG',
    none: 'Ne pas comparer',
    nothing: 'Avec quelle exécution la comparer ?',
    hint: 'Les états, la durée de chaque tâche, la configuration et les versions des deux sont côte à côte ; ce qui diffère est marqué.',
    runs: 'Les deux exécutions',
    what: 'De l’exécution',
    param: 'Nom',
    longer: 'Écart',
    noConf: 'Aucune des deux exécutions n’a reçu de configuration.',
    noTask: 'n’a pas cette tâche',
    timeline: 'Chronologie',
    after: (duration) => `après ${duration}`,
    events: 'Déclenchée par des événements d’assets',
    edits: 'Relancée autrement qu’avant',
    bundle: 'Version du paquet de DAG',
    partition: 'Partition de données',
  },
};
