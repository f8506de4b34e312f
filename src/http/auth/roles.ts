/** Airflow's five roles. Who may do what is decided in `authorize.ts` alone. */
export const ROLES = ['Admin', 'Op', 'User', 'Viewer', 'Public'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Who asks, as far as it was proved. */
export interface Principal {
  username: string;
  role: Role;
  /** How it was proved. Only a session comes from a browser by itself, and so needs a CSRF token. */
  by: 'bearer' | 'basic' | 'session';
  /** Id of the token, null for HTTP Basic. */
  tokenId: string | null;
  /** epoch seconds */
  expiresAt: number;
}
