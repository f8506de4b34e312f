import { state } from '#shared/state.ts';

export const shown = state;
