import type { Texts } from '../en.ts';

export const graph: Pick<Texts, 'graph'> = {
  graph: {
    label: (dag) => `Tâches de ${dag} et leur ordre. Tab passe de tâche en tâche, Entrée en ouvre une.`,
    taskLabel: (task, state) => `Tâche ${task} : ${state}`,
    setup: 'préparation',
    teardown: 'démontage',
    empty: 'Ce DAG n’a pas de tâche.',
    drawing: 'Tracé du graphe ...',
    failed: 'Le graphe n’a pas pu être tracé. La liste des tâches montre la même chose.',
    fit: 'Afficher tout le graphe',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
  },
};
