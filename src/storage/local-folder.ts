import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

/** An object store in a folder of this machine: one file for each object. */
export function createLocalFolder(folder: string): ObjectStore {
  return {
    async put(name, content) {
      const path = locate(folder, name);
      await mkdir(dirname(path), { recursive: true });
      // Written beside its place and then moved: a crash leaves the old object or the new one, never half of one.
      const temporary = `${path}.${randomUUID()}.part`;
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
      return describe(content);
    },

    async get(name, expected) {
      const content = await readFile(locate(folder, name)).catch((error: unknown) => {
        if (isMissing(error)) throw new AquilonError('OBJECT_NOT_FOUND', { object: name }, { cause: error });
        throw error;
      });
      if (expected === undefined) return content;
      const found = describe(content);
      if (found.sha256 !== expected.sha256) {
        throw new AquilonError('OBJECT_CORRUPT', { object: name, expected: expected.bytes, found: found.bytes });
      }
      return content;
    },

    async delete(name) {
      await rm(locate(folder, name), { force: true });
    },

    async deleteFolder(name) {
      await rm(locate(folder, name), { recursive: true, force: true });
    },
  };
}

/** Names are made by us, but read back from messages and rows: each part must be a plain file name. */
function locate(folder: string, name: string): string {
  const parts = name.split('/');
  if (!parts.every((part) => /^[A-Za-z0-9_%~:+.-]{1,255}$/.test(part) && part !== '.' && part !== '..')) {
    throw new AquilonError('OBJECT_NOT_FOUND', { object: JSON.stringify(name) });
  }
  return join(folder, ...parts);
}

function describe(content: Uint8Array): StoredObject {
  return { bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** The name of a new file is durable only after its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
