/** A server with DAG files of its own, and somebody who has signed in and sits before a window. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { launchBrowser, openWindow } from './browser.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

export interface PageSession {
  readonly server: RunningServer;
  readonly page: Page;
  readonly folder: string;
  /** Errors of the page, and what the browser complained of; answers that are refused are no fault of the page. */
  readonly faults: readonly string[];
  /** A window before which nobody has signed in. Whoever opens one closes its context. */
  openWindow(window?: Window): Promise<Page>;
  /** Another window, of somebody else. */
  openPage(window?: Window, who?: Credentials): Promise<Page>;
  /** A window of somebody who may look and change nothing. */
  openViewersPage(): Promise<Page>;
  close(): Promise<void>;
}

type Window = Parameters<typeof openWindow>[1];
interface Credentials {
  username: string;
  password: string;
}
const ADMIN: Credentials = { username: 'admin', password: 'e2e password' };
const VIEWER: Credentials = { username: 'viewer', password: 'only looks 1' };

interface Options {
  /** These are waited for. */
  dags: readonly string[];
  environment?: Record<string, string>;
  window?: Window;
}

/** `files`: the text of each DAG file by its name. */
export async function openSession(files: Readonly<Record<string, string>>, options: Options): Promise<PageSession> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'aquilon-page-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: folder, ...options.environment });
    opened.push(() => server.stop());
    for (const dag of options.dags)
      await eventually(`${dag} is loaded`, () => server.ask('GET', `/api/v2/dags/${dag}`));
    const browser = await launchBrowser();
    opened.push(() => browser.close());
    const openPage = async (window: Window = {}, who = ADMIN) => {
      const context = await openWindow(browser, window);
      await signIn(context, server.url, who);
      return context.newPage();
    };
    const openEmpty = async (window: Window = {}) => (await openWindow(browser, window)).newPage();
    const page = await openPage(options.window);
    let viewer: Promise<unknown> | undefined;
    const openViewersPage = async () => {
      viewer ??= server.ask('POST', '/aquilon/users', { ...VIEWER, role: 'Viewer' });
      await viewer;
      return openPage({}, VIEWER);
    };
    return { server, page, folder, faults: faultsOf(page), openWindow: openEmpty, openPage, openViewersPage, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Filled while the page is used. */
export function faultsOf(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return faults;
}

/** Of all pages of a window. */
async function signIn(context: BrowserContext, url: string, who: Credentials = ADMIN): Promise<void> {
  const answer = await context.request.post(`${url}/auth/login`, { data: who });
  assert.equal(answer.status(), 200, `${who.username} could not sign in`);
}
