import { Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Pool, poolHoldersQuery } from '#shared/api/queries/admin.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Instant } from '#shared/widgets/instant.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './pool-holders.module.css';

type Named = Pick<Pool, 'name' | 'include_deferred'>;

/** Who holds the slots of a pool, and since when; live. */
export function PoolHolders({ pool, onClose }: { pool: Named; onClose: () => void }) {
  const texts = useTexts();
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={texts.admin.holdersOf(pool.name)}
      closeButtonProps={{ 'aria-label': texts.common.close }}
    >
      <Holders pool={pool} />
    </Modal>
  );
}

function Holders({ pool }: { pool: Named }) {
  const texts = useTexts();
  const format = useFormat();
  const query = useQuery(poolHoldersQuery(pool.name, pool.include_deferred));
  const now = useNow(true);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Waiting />;
  const { holders, total } = query.data;
  if (holders.length === 0) return <Empty title={texts.admin.noHolder} hint={texts.admin.noHolderHint} />;
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={texts.admin.holdersOf(pool.name)}>
        <thead>
          <tr>
            <th scope="col">{texts.browse.state}</th>
            <th scope="col">{texts.run.task}</th>
            <th scope="col" data-number>
              {texts.admin.heldFor}
            </th>
            <th scope="col">{texts.admin.heldSince}</th>
            <th scope="col" data-number>
              {texts.admin.slots}
            </th>
            <th scope="col">{texts.browse.dag}</th>
            <th scope="col">{texts.browse.run}</th>
          </tr>
        </thead>
        <tbody>
          {holders.map((one) => {
            // A process may have been found in the meantime: its slots are held since it was given them.
            const since = one.queued_when ?? one.start_date;
            const params = { dagId: one.dag_id, runId: one.dag_run_id, taskId: one.task_id };
            return (
              <tr key={one.id}>
                <td>
                  <StateLabel state={toState(one.state)} />
                </td>
                <td>
                  <Link
                    to="/dags/$dagId/runs/$runId/tasks/$taskId"
                    params={params}
                    search={one.map_index < 0 ? {} : { map: one.map_index }}
                  >
                    {one.map_index < 0 ? one.task_id : `${one.task_id} [${one.map_index}]`}
                  </Link>
                </td>
                <td data-number>{since !== null && format.duration(elapsed(since, null, now))}</td>
                <td>
                  <Instant iso={since} />
                </td>
                <td data-number>{one.pool_slots}</td>
                <td>{one.dag_id}</td>
                <td data-long>{one.dag_run_id}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {total > holders.length && <Text size="sm">{texts.admin.moreHolders(total - holders.length)}</Text>}
    </div>
  );
}
