import type { Texts } from '../en.ts';
import { plural } from './plural.ts';

export const rerun: Pick<Texts, 'rerun'> = {
  rerun: {
    title: 'Relancer',
    open: 'Relancer ...',
    what: 'Ce qui est relancé',
    all: 'Toutes les tâches',
    failed: 'Les tâches en échec',
    only: 'Cette tâche seulement',
    downstream: 'Cette tâche et toutes les suivantes',
    upstream: 'Cette tâche et toutes les précédentes',
    both: 'Cette tâche, les précédentes et les suivantes',
    onlyFailed: 'Parmi elles, seulement celles en échec',
    past: 'Aussi dans les exécutions antérieures',
    future: 'Aussi dans les exécutions ultérieures',
    latest: 'Avec la dernière version du DAG',
    editConf: 'Avec une autre configuration',
    noConfHere:
      'Une autre configuration vaut pour une seule exécution : choisissez toutes les tâches, celles en échec, ou cette tâche et les suivantes.',
    conf: 'Configuration en JSON',
    instances: (count) =>
      plural(count, 'instance de tâche va être relancée.', 'instances de tâches vont être relancées.'),
    marked: (count, state) =>
      `${plural(count, 'instance de tâche devient', 'instances de tâches deviennent')} « ${state} ».`,
    more: (count) => `et ${count} de plus`,
    list: 'Ce qui va changer',
    upstreamToo: 'Toutes les précédentes aussi',
    downstreamToo: 'Toutes les suivantes aussi',
    done: (count) => plural(count, 'instance de tâche marquée', 'instances de tâches marquées'),
    undo: 'Annuler ce changement',
    undone: 'Tout est comme avant',
    noUndo: 'Cela ne peut pas être annulé : ce qui s’exécute est arrêté, et ce qui attend n’est pas repris.',
    note: 'Note',
    addNote: 'Ajouter une note',
    editNote: 'Modifier la note',
    noteText: 'Texte de la note',
    save: 'Enregistrer',
    noteFailed: 'La note n’a pas été enregistrée',
  },
};
