/** A bare repository of our own that a bundle is fetched into, and folders that its commits are written to. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCESS_PREFIX, withAccess } from './access.ts';
import { type GitOptions, type GitResult, runGit } from './run-git.ts';
import type { GitSource } from './source.ts';

/** The commit that was fetched last. */
const FETCHED = 'refs/aquilon/fetched';
const INDEX_PREFIX = 'index-';

export interface Repository {
  /** Fetches the newest commit of the ref; the output is its full id. */
  fetch(source: GitSource, ref: string): Promise<GitResult>;
  /** Fetches one commit more, which is not that of the ref. */
  fetchCommit(source: GitSource, commit: string): Promise<GitResult>;
  /** The full id of the commit that was fetched last; null: there was none yet. */
  fetched(): Promise<string | null>;
  /** Makes the folder hold what the commit does, and nothing else. Files that are the same are left untouched. */
  checkOut(commit: string, folder: string): Promise<GitResult>;
  /** Writes the files of the commit into an empty folder, beside the checkout. */
  writeTree(commit: string, folder: string): Promise<GitResult>;
}

/** `place`: the folder that holds everything of the bundle. Nobody else writes to it. */
export function createRepository(place: string, options: Omit<GitOptions, 'repository'>): Repository {
  const repository = join(place, 'repository.git');
  const git = (args: readonly string[], more: Partial<GitOptions> = {}) =>
    runGit(args, { ...options, ...more, repository });
  let ready: Promise<GitResult> | undefined;

  /** Removes what a process left that was killed: locks, keys, lists of files, a repository that was never finished. */
  async function prepare(): Promise<GitResult> {
    await mkdir(place, { recursive: true, mode: 0o700 });
    const isLeft = (name: string) => name.startsWith(ACCESS_PREFIX) || name.startsWith(INDEX_PREFIX);
    const left = (await readdir(place)).filter(isLeft);
    for (const name of left) await rm(join(place, name), { recursive: true, force: true });
    if (existsSync(repository)) {
      const found = await readdir(repository, { recursive: true });
      for (const name of found.filter((one) => one.endsWith('.lock')))
        await rm(join(repository, name), { force: true });
      const known = await git(['rev-parse', '--is-bare-repository']);
      if (known.ok) return known;
      if (known.kind !== 'failed') return known;
      await rm(repository, { recursive: true, force: true });
    }
    return git(['init', '--bare', '--quiet', '--template=']);
  }

  async function whenReady(use: () => Promise<GitResult>): Promise<GitResult> {
    ready ??= prepare();
    const prepared = await ready;
    if (prepared.ok) return use();
    ready = undefined;
    return prepared;
  }

  const fetchInto = (name: string, source: GitSource, ref: string) =>
    whenReady(() =>
      withAccess(source, place, async (environment) => {
        const { transport, url } = source.address;
        const fetched = await git(
          [
            'fetch',
            // Only the trees of commits are needed, not what was before them.
            '--depth=1',
            ...['--quiet', '--force', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--'],
            url,
            `+${ref}:${name}`,
          ],
          { environment, transports: [transport === 'path' ? 'file' : transport] },
        );
        return fetched.ok ? git(['rev-parse', '--verify', `${name}^{commit}`]) : fetched;
      }),
    );

  return {
    fetch: (source, ref) => fetchInto(FETCHED, source, ref),
    fetchCommit: (source, commit) => fetchInto(`refs/aquilon/kept/${commit}`, source, commit),
    async fetched() {
      if (!existsSync(repository)) return null;
      const found = await whenReady(() => git(['rev-parse', '--verify', '--quiet', `${FETCHED}^{commit}`]));
      return found.ok ? found.output : null;
    },
    checkOut: (commit, folder) =>
      whenReady(async () => {
        await mkdir(folder, { recursive: true });
        const written = await git([`--work-tree=${folder}`, 'checkout', '--quiet', '--force', '--detach', commit]);
        return written.ok ? git([`--work-tree=${folder}`, 'clean', '-ffdxq']) : written;
      }),
    writeTree: (commit, folder) =>
      whenReady(async () => {
        // An index of its own: that of the repository tells of the checkout.
        const index = join(place, `${INDEX_PREFIX}${commit}`);
        const args = [`--work-tree=${folder}`, 'checkout', '--quiet', '--force', commit, '--', ':/'];
        const written = await git(args, { environment: { GIT_INDEX_FILE: index } });
        await rm(index, { force: true });
        return written;
      }),
  };
}
