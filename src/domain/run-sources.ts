/** What an attempt runs: the snapshot of its version; and where its run keeps a commit of a git bundle, that commit, whose other files it may read. */
export interface Sources {
  snapshotHash: string;
  /** Full id. Absent or null: there is none. */
  bundleVersion?: string | null;
}

/** Names the sources: attempts with the same name may share a process. */
export const nameOfSources = ({ snapshotHash, bundleVersion }: Sources): string =>
  bundleVersion ? `${snapshotHash}@${bundleVersion}` : snapshotHash;

export function sourcesOfName(name: string): { snapshotHash: string; bundleVersion: string | null } {
  const [snapshotHash = '', bundleVersion = null] = name.split('@');
  return { snapshotHash, bundleVersion };
}
