/** Between the server and the process that loads DAG files. */

export interface LoadRequest {
  file: string;
}

export type LoadReply =
  | {
      file: string;
      ok: true;
      dags: unknown[];
      /** The file and what it imports: path -> text. */
      files: { [path: string]: string };
      /** Hash of what of it runs. */
      code: string;
    }
  | { file: string; ok: false; error: LoadFailure; files: { [path: string]: string } };

/** Told as it happens: what a file imports is known also where its loading ends the process. */
export interface ImportSeen {
  imports: string;
  /** Of that file, before it is read. */
  stamp: string;
}

export interface LoadFailure {
  name: string;
  message: string;
  stack: string;
  /** The import that could not be resolved; absent: it is something else. */
  failedImport?: { importer: string; specifier: string };
}
