/**
 * An error that a user can meet. `{name}` stands for a value of the error; `status` is the HTTP status when it crosses the API.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly message: string;
  readonly remedy: string;
}
