/** Where DAG files come from: the port between the processor and its sources. */

export interface Bundle {
  readonly name: string;
  /** Seconds between two looks at where it comes from. */
  readonly refreshSeconds: number;
  /** Changes of its files are noticed as they happen. False: they change by `open()` alone. */
  readonly isWatched: boolean;
  /** Asks where it comes from for something newer, once at a time. Never rejects: what went wrong stands in the content. */
  fetch(): Promise<FetchResult>;
  /** Brings its files to what was fetched last. Nobody may be reading them. Never rejects. */
  open(): Promise<BundleContent>;
  /**
   * The folder that holds all files of one commit, for those who keep it, whatever `open()` brings. Throws `BUNDLE_COMMIT_MISSING`. Absent: there are no commits.
   */
  folderOf?(commit: string): Promise<string>;
  /** Ends what it is asking for. */
  stop(): Promise<void>;
}

export interface FetchResult {
  ok: boolean;
  /** There is something to be opened, or to be told. */
  isNews: boolean;
}

export interface BundleContent {
  /** Absolute paths of the folders of its DAG files. Null: they cannot be had now, and what is stored of them stays. */
  folders: readonly string[] | null;
  /** The commit that the files are of; null: they have none. */
  version: string | null;
  /** The page that shows the version. */
  url: string | null;
  /** What is wrong with it as a whole, told as an import error. */
  problem: string | null;
}
