/** The object store port: whole values under a name. Adapters: local-folder.ts; S3-compatible ones follow. */

/** What was stored, to be kept beside the name and checked when the object is read back. */
export interface StoredObject {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

export interface ObjectStore {
  /** Writes the whole object or nothing: a reader never sees a part. An object of that name is replaced. */
  put(name: string, content: Uint8Array): Promise<StoredObject>;
  /** The whole object. Throws `OBJECT_NOT_FOUND`, and `OBJECT_CORRUPT` when it is not what `expected` says. */
  get(name: string, expected?: StoredObject): Promise<Buffer>;
  /** Removes the object; one that is not there is no error. */
  delete(name: string): Promise<void>;
  /** Removes every object whose name begins with `folder` and a slash. */
  deleteFolder(folder: string): Promise<void>;
}
