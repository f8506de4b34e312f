import type { Texts } from '../en.ts';

export const usage: Pick<Texts, 'usage'> = {
  usage: {
    tab: 'Consommation',
    memory: 'Mémoire',
    cpu: 'Processeur',
    peak: 'Mémoire au plus haut',
    mean: 'Processeur en moyenne',
    total: 'Temps processeur',
    measured: 'Mesurée pendant',
    time: 'Après le départ',
    hundred: '100\u202f% : un processeur entier. Ce que la tâche a lancé compte aussi.',
    memoryOver: (time, peak, last) => `Mémoire sur ${time} : au plus ${peak}, à la fin ${last}.`,
    cpuOver: (time, mean, most) => `Processeur sur ${time} : ${mean} en moyenne, au plus ${most}.`,
    peakedAt: (peak, time) => `Sa mémoire a atteint ${peak}, ${time} après le départ.`,
    killedAt: (peak, time) =>
      `C’est ainsi que s’arrête ce qui prend trop de mémoire : la sienne avait atteint ${peak}, ${time} après le départ.`,
    short: 'Elle s’est terminée avant qu’il y ait une courbe à tracer.',
    none: 'Rien n’a été mesuré',
    notStarted: 'Elle n’a pas encore commencé.',
    justStarted: 'Elle vient de commencer : la première mesure arrive en moins d’une seconde.',
    waits: 'Elle attend sans processus à elle : il n’y a rien à mesurer.',
    over: 'Elle n’a pas eu de processus à elle, ou il s’est terminé avant la première mesure. Les tentatives d’avant cette mesure n’ont rien non plus.',
  },
};
