import type { Texts } from '../en.ts';

export const states: Pick<Texts, 'state' | 'runType'> = {
  state: {
    none: 'Sans état',
    removed: 'Retirée',
    scheduled: 'Planifiée',
    queued: 'En file',
    running: 'En cours',
    success: 'Succès',
    restarting: 'Redémarrage',
    failed: 'Échec',
    up_for_retry: 'À réessayer',
    up_for_reschedule: 'À replanifier',
    upstream_failed: 'Échec en amont',
    skipped: 'Ignorée',
    deferred: 'Différée',
    awaiting_input: 'Attend une réponse',
  },
  runType: {
    scheduled: 'Planifiée',
    manual: 'Manuelle',
    backfill: 'Rattrapage',
    operator_triggered: 'Par un autre DAG',
    asset_triggered: 'Par un asset',
    asset_materialization: 'Matérialisation',
  },
};
