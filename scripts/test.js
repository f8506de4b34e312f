// npm test [FILTER ...]: every test that needs nothing but npm packages. Closes with `N passed, N failed, N skipped`.
import { join } from 'node:path';
import { buildPage } from './page.js';
import { installMissing, root, runPinned } from './runtime.js';

installMissing();
buildPage();
runPinned(['--disable-warning=ExperimentalWarning', join(root, 'test/support/run-tests.ts'), ...process.argv.slice(2)]);
