import { setPaused } from '#cli/set-paused.ts';

export const pause = () => setPaused('pause', true, 'Switch a DAG off: its runs wait, and its schedule makes none');
