import type { Config } from '../../src/config/config.ts';

export type Shown = Config;
