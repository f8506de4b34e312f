/** A real browser from npm packages. The web page is as `npm test` has built it before the first test. */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';

/** Generous: a slow machine must not fail a test of what is right. */
const LIMIT_MS = 60_000;

/** One process for all would die with its first context; the page's own rules (same origin) stay on. */
const UNWANTED = new Set(['--single-process', '--no-zygote', '--disable-web-security']);

/** The package unpacks the browser into the temporary folder, where that of another user may lie: each gets a folder of its own. */
async function unpackBrowser(): Promise<string> {
  const { TMPDIR } = process.env;
  const own = join(tmpdir(), `aquilon-browser-${process.getuid?.()}`);
  await mkdir(own, { recursive: true });
  process.env.TMPDIR = own;
  try {
    return await chromium.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await unpackBrowser(),
    args: chromium.args.filter((one) => !UNWANTED.has(one)),
    headless: true,
  });
}

/** A person's own window: English, UTC, nothing kept. */
export async function openWindow(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    ...options,
  });
  context.setDefaultTimeout(LIMIT_MS);
  return context;
}
