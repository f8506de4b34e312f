import { createRootRoute } from '@tanstack/react-router';
import { NotFound, PageFault } from './faults.tsx';
import { Shell } from './shell.tsx';

export const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFault });
