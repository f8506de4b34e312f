import { useQuery } from '@tanstack/react-query';
import { healthQuery, poolsAtAGlanceQuery } from '#shared/api/queries/overview.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES } from '#shared/state/states.ts';
import { Instant } from '#shared/widgets/instant.tsx';
import classes from './home.module.css';
import { Asked, Panel, ShortList } from './panel.tsx';

/** Whether the parts of the server are well. */
export function HealthPanel() {
  const texts = useTexts();
  const query = useQuery(healthQuery);
  return (
    <Panel title={texts.home.health}>
      <Asked query={query}>
        {({ metadatabase, scheduler, triggerer, dag_processor: processor }) => {
          const parts = [
            ['database', metadatabase.status, null],
            ['scheduler', scheduler.status, scheduler.latest_scheduler_heartbeat],
            ['triggerer', triggerer.status ?? scheduler.status, triggerer.latest_triggerer_heartbeat],
            ['processor', processor?.status ?? null, processor?.latest_dag_processor_heartbeat ?? null],
          ] as const;
          return (
            <ul className={classes.list}>
              {parts.map(([name, status, seen]) => (
                <li key={name}>
                  <StateMark state={status === 'healthy' ? 'success' : status === null ? 'none' : 'failed'} />
                  {texts.home.part[name]}
                  <span className={classes.aside}>
                    {status === 'healthy'
                      ? texts.home.healthy
                      : status === null
                        ? texts.home.elsewhere
                        : texts.home.unhealthy}
                    {seen && (
                      <>
                        {' · '}
                        <Instant iso={seen} />
                      </>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Asked>
    </Panel>
  );
}

/** How full the pools are. */
export function PoolsPanel() {
  const texts = useTexts();
  const query = useQuery(poolsAtAGlanceQuery);
  return (
    <Panel title={texts.home.pools}>
      <ShortList
        query={query}
        keyOf={(pool) => pool.name}
        empty={texts.home.noPools}
        row={(pool) => (
          <>
            <strong>{pool.name}</strong>
            <span className={classes.aside}>{texts.home.slots(pool.occupied_slots, pool.slots)}</span>
            <span className={classes.track} style={{ flexBasis: '100%' }}>
              <span
                style={{
                  width: `${pool.slots > 0 ? Math.min(100, (pool.occupied_slots / pool.slots) * 100) : 0}%`,
                  background: STATES.running.colour,
                }}
              />
            </span>
          </>
        )}
      />
    </Panel>
  );
}
