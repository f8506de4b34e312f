import { Button, Tooltip } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { Link, Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Palette } from '#features/palette/palette.tsx';
import { useLiveState } from '#shared/live/live-provider.tsx';
import { preferences } from '#shared/preferences/store.ts';
import { useFormat, usePreferences, useTexts } from '#shared/preferences/use-preferences.ts';
import { AccountMenu, SettingsMenu } from './menus.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';

/** The frame around every page. */
export function Shell() {
  const texts = useTexts();
  const { contrast } = usePreferences();
  useEffect(() => {
    document.documentElement.dataset.contrast = contrast ? 'high' : 'normal';
  }, [contrast]);
  return (
    <>
      <a className={`skip-link ${classes.skip}`} href="#content">
        {texts.shell.skip}
      </a>
      <div className={classes.frame}>
        <Navigation />
        <div className={classes.page}>
          <header className={classes.header}>
            <Link to="/" className={classes.brand} aria-label={texts.shell.home}>
              <img src="/icon.svg" alt="" width={26} height={26} />
              <span>Aquilon</span>
            </Link>
            <div className={classes.right}>
              <Palette />
              <ZoneSwitch />
              <LiveBadge />
              <SettingsMenu />
              <AccountMenu />
            </div>
          </header>
          <main id="content" tabIndex={-1} className={classes.content}>
            <Outlet />
          </main>
        </div>
      </div>
      {/* Within the router, because messages carry links. */}
      <Notifications position="bottom-right" autoClose={8000} />
    </>
  );
}

function LiveBadge() {
  const texts = useTexts();
  const state = useLiveState();
  const isBroken = state === 'broken';
  return (
    <Tooltip label={isBroken ? texts.shell.reconnectingTitle : texts.shell.liveTitle} multiline maw={280}>
      <span className={classes.live} data-state={state} role="status">
        {state === 'connecting' ? '' : isBroken ? texts.shell.reconnecting : texts.shell.live}
      </span>
    </Tooltip>
  );
}

/** In which zone times are told; a click changes between that of the browser and UTC. */
function ZoneSwitch() {
  const texts = useTexts();
  const { zone } = useFormat();
  const isUtc = usePreferences().zone === 'utc';
  return (
    <Button
      className={classes.zone}
      variant="subtle"
      color="gray"
      size="compact-md"
      title={texts.shell.zoneSwitch}
      aria-label={texts.shell.zoneNow(zone)}
      onClick={() => preferences.set({ zone: isUtc ? 'local' : 'utc' })}
    >
      {zone}
    </Button>
  );
}
