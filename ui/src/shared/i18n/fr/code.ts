import type { Texts } from '../en.ts';

export const code: Pick<Texts, 'code' | 'docs'> = {
  code: {
    label: (file) => `Source de ${file}`,
    none: 'La source de ce DAG n’est pas conservée',
    noneHint: 'Elle le sera au prochain chargement de son fichier.',
    compareWith: 'Comparer avec',
    nothing: 'rien',
    unchanged: '$ lignes inchangées',
    whole: 'Toutes les lignes',
    same: 'Le fichier est le même dans les deux versions.',
    runsOf: (version) => `Exécutions de la version ${version}`,
    noRunsOf: (version) => `Aucune exécution de la version ${version}`,
    allRuns: 'Toutes les exécutions',
    full: 'Plein écran',
    leaveFull: 'Quitter le plein écran',
    older: (version, newest) => `Cette exécution est de la version ${version} ; la plus récente est la ${newest}.`,
    seeChange: 'Voir ce qui a changé',
  },
  docs: {
    tasks: 'Tâches',
    none: 'Ce DAG n’a pas encore de documentation',
    noneHint: 'Écrivez du Markdown dans docMd du DAG ou d’une tâche : il apparaît ici dès que le fichier est chargé.',
  },
};
