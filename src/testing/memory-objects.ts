/** The object store in memory. */
import { createHash } from 'node:crypto';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { ObjectStore } from '#storage/object-store.ts';

export function createMemoryObjects(): ObjectStore {
  const objects = new Map<string, Buffer>();
  return {
    async put(name, content) {
      objects.set(name, Buffer.from(content));
      return { bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
    },
    async get(name) {
      const content = objects.get(name);
      if (content === undefined) throw new AquilonError('OBJECT_NOT_FOUND', { object: name });
      return content;
    },
    async delete(name) {
      objects.delete(name);
    },
    async deleteFolder(folder) {
      for (const name of objects.keys()) if (name.startsWith(`${folder}/`)) objects.delete(name);
    },
  };
}
