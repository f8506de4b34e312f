import { setPaused } from '#cli/set-paused.ts';

export const unpause = () => setPaused('unpause', false, 'Switch a DAG on');
