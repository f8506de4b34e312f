import { lazy } from 'react';

/** The library arrives with the first chart. */
export const LineChart = lazy(async () => ({ default: (await import('./line-chart.tsx')).LineChart }));
