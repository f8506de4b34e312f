/**
 * The files of the commits that runs keep, each in a folder of its own: tasks may read more of their repository than what a version keeps. A tree is made when an
 * attempt of the commit first starts, and removed when no open run keeps it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitResult } from '#dags/git/run-git.ts';

/** What was used a moment ago may be used again. */
const KEPT_MS = 3_600_000;

export interface CommitTrees {
  /** The folder that holds the files of the commit, as absolute path. Rejects with what `write` says. */
  folderOf(commit: string): Promise<string>;
}

export interface CommitTreeParts {
  /** Where they lie. */
  folder: string;
  write(commit: string, folder: string): Promise<GitResult>;
  /** Commits that open runs keep. */
  commitsInUse(): Promise<readonly string[]>;
  /** What to throw where a commit cannot be written. */
  failed(commit: string, reason: string): Error;
}

export function createCommitTrees({ folder, write, commitsInUse, failed }: CommitTreeParts): CommitTrees {
  const making = new Map<string, Promise<string>>();
  const lastUsed = new Map<string, number>();

  async function make(commit: string): Promise<string> {
    const tree = join(folder, commit);
    // Under its name it is whole: a process that was killed leaves a draft.
    const draft = `${tree}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const result = await write(commit, draft);
    if (!result.ok) {
      await rm(draft, { recursive: true, force: true });
      throw failed(commit, result.reason);
    }
    await rename(draft, tree);
    await removeUnused();
    return tree;
  }

  async function removeUnused(): Promise<void> {
    const there = await readdir(folder);
    const needed = new Set(await commitsInUse());
    for (const name of there) {
      const commit = name.replace(/\.draft$/, '');
      const isRecent = Date.now() - (lastUsed.get(commit) ?? 0) < KEPT_MS;
      if (!needed.has(commit) && !isRecent && !making.has(commit))
        await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  return {
    async folderOf(commit) {
      lastUsed.set(commit, Date.now());
      const tree = join(folder, commit);
      if (existsSync(tree)) return tree;
      const made = making.get(commit) ?? make(commit).finally(() => making.delete(commit));
      making.set(commit, made);
      return made;
    },
  };
}
