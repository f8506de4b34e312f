// npm start: installs what is missing, builds the web page if it is stale, serves everything.
import { join } from 'node:path';
import { buildPage } from './page.js';
import { installMissing, root, runPinned } from './runtime.js';

installMissing();
buildPage();
runPinned(['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), 'standalone']);
