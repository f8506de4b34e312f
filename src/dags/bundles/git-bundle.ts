/** A branch, tag or commit of a git repository, followed into a folder of our own. See docs/adr/bundles.md. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GitBundleSetting } from '#config/bundles.ts';
import { viewTemplate } from '#config/git-address.ts';
import { createCommitTrees } from '#dags/git/commit-trees.ts';
import { createRepository } from '#dags/git/repository.ts';
import type { GitResult } from '#dags/git/run-git.ts';
import { findSource, type GetConnection } from '#dags/git/source.ts';
import { AquilonError, hasCode, messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';
import type { Bundle, BundleContent, FetchResult } from './bundle.ts';
import { checkoutOf, placeOfBundle, treesOf } from './places.ts';

export interface GitBundleParts {
  home: string;
  getConnection: GetConnection;
  logger: Logger;
  /** Of a bundle that does not say. */
  refreshSeconds: number;
  /** For one command of git. */
  timeoutSeconds: number;
  /** Commits that open runs keep. */
  commitsInUse: () => Promise<readonly string[]>;
}

export function createGitBundle(setting: GitBundleSetting, parts: GitBundleParts): Bundle {
  const { name, trackingRef, subdir } = setting;
  const { home, logger, getConnection, timeoutSeconds } = parts;
  const place = placeOfBundle(home, name);
  const checkout = checkoutOf(home, name);
  const folder = subdir === null ? checkout : join(checkout, subdir);
  const ended = new AbortController();
  const repository = createRepository(place, { timeoutSeconds, signal: ended.signal });
  const trees = createCommitTrees({
    folder: treesOf(home, name),
    write: writeCommit,
    commitsInUse: parts.commitsInUse,
    failed: (version, reason) => new AquilonError('BUNDLE_COMMIT_MISSING', { bundle: name, version, reason }),
  });
  let fetching: Promise<FetchResult> | undefined;
  let fetched: string | null = null;
  /** The commit that the checkout holds. Null: it is not known what stands there. */
  let opened: string | null = null;
  let fetchProblem: string | null = null;
  let template: string | null = null;

  async function fetchNow(): Promise<FetchResult> {
    const before = { fetched, fetchProblem };
    try {
      fetched = await newestCommit();
      fetchProblem = null;
      if (fetched !== before.fetched) logger.info('a DAG bundle has a new commit', { bundle: name, commit: fetched });
    } catch (error) {
      if (ended.signal.aborted) return { ok: false, isNews: false };
      fetchProblem = textOf(error);
      const level = hasCode(error, 'BUNDLE_GIT_MISSING') ? 'error' : 'warning';
      logger[level]('a DAG bundle could not be fetched', { bundle: name, error: messageOf(error) });
    }
    // What could not be written yet is tried again.
    return { ok: fetchProblem === null, isNews: fetched !== opened || fetchProblem !== before.fetchProblem };
  }

  /** Throws `BUNDLE_FETCH_FAILED`, `BUNDLE_GIT_MISSING`, and what the search for the connection throws. */
  async function newestCommit(): Promise<string> {
    const source = await findSource(setting, getConnection);
    template = viewTemplate(source.address, subdir);
    const result = await repository.fetch(source, trackingRef);
    if (result.ok) return result.output;
    if (result.kind === 'missing') throw new AquilonError('BUNDLE_GIT_MISSING', { bundle: name });
    const reason = source.mask.text(`${trackingRef} of ${source.address.url}: ${result.reason}`);
    throw new AquilonError('BUNDLE_FETCH_FAILED', { bundle: name, reason });
  }

  async function openNow(): Promise<BundleContent> {
    const nothing = { folders: null, version: null, url: null, problem: fetchProblem };
    const commit = fetched ?? (await repository.fetched());
    if (commit === null) return nothing;
    fetched = commit;
    if (opened !== commit) {
      opened = null;
      const result = await repository.checkOut(commit, checkout);
      if (ended.signal.aborted) return nothing;
      if (!result.ok) return { ...nothing, problem: textOf(checkoutFailed(commit, result)) };
      opened = commit;
    }
    if (!existsSync(folder)) {
      const missing = { ok: false, kind: 'failed', reason: `it has no folder ${subdir}` } as const;
      return { ...nothing, problem: textOf(checkoutFailed(commit, missing)) };
    }
    return { folders: [folder], version: commit, url: await urlOf(commit), problem: fetchProblem };
  }

  const checkoutFailed = (version: string, { reason }: Extract<GitResult, { ok: false }>) =>
    new AquilonError('BUNDLE_CHECKOUT_FAILED', { bundle: name, version, folder: checkout, reason });

  /** One that is not here any more is asked for: the folder of the bundle may have been made anew. */
  async function writeCommit(commit: string, target: string): Promise<GitResult> {
    const written = await repository.writeTree(commit, target);
    if (written.ok || ended.signal.aborted) return written;
    const source = await findSource(setting, getConnection);
    const missing = await repository.fetchCommit(source, commit);
    if (missing.ok) return repository.writeTree(commit, target);
    return { ...missing, reason: source.mask.text(missing.reason) };
  }

  async function urlOf(version: string): Promise<string | null> {
    const given = setting.viewUrlTemplate;
    const own = given ?? template ?? (await findSource(setting, getConnection).then(templateOf, () => null));
    return own?.replaceAll('{version}', version).replaceAll('{subdir}', subdir ?? '') ?? null;
  }

  const templateOf = ({ address }: Awaited<ReturnType<typeof findSource>>) => viewTemplate(address, subdir);

  return {
    name,
    refreshSeconds: setting.refreshInterval ?? parts.refreshSeconds,
    isWatched: false,
    fetch() {
      fetching ??= fetchNow().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    open: () => openNow().catch((error) => ({ folders: null, version: null, url: null, problem: textOf(error) })),
    folderOf: trees.folderOf,
    async stop() {
      ended.abort();
      await fetching;
    },
  };
}

const textOf = (error: unknown): string =>
  error instanceof AquilonError ? `${error.message}\n\n${error.remedy}` : messageOf(error);
