import { Tooltip } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { Link, Outlet } from '@tanstack/react-router';
import { useLiveState } from '#shared/live/live-provider.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { AccountMenu, SettingsMenu } from './menus.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';

/** The frame around every page. */
export function Shell() {
  const texts = useTexts();
  return (
    <>
      <a className={`skip-link ${classes.skip}`} href="#content">
        {texts.shell.skip}
      </a>
      <div className={classes.frame}>
        <Navigation />
        <div className={classes.page}>
          <header className={classes.header}>
            <Link to="/dags" className={classes.brand} aria-label={texts.shell.home}>
              <img src="/icon.svg" alt="" width={26} height={26} />
              <span>Aquilon</span>
            </Link>
            <div className={classes.right}>
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
