/** What keys do on every page. Two keys one after the other go to a part: `g d` to the DAGs. */
export const PLACES = {
  h: { to: '/', name: 'home' },
  d: { to: '/dags', name: 'dags' },
  a: { to: '/assets', name: 'assets' },
  b: { to: '/browse', name: 'browse' },
  m: { to: '/admin', name: 'admin' },
} as const;
export type PlaceKey = keyof typeof PLACES;

/** The second key has to come within this time. ms */
export const PATIENCE_MS = 1500;

export interface Key {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** Somebody types into a field. */
  readonly isTyping: boolean;
  /** A dialog is open: its own keys count. */
  readonly isCovered: boolean;
}

export type Meaning =
  | { readonly kind: 'palette' | 'keys' | 'search' | 'begin' }
  | { readonly kind: 'go'; readonly place: PlaceKey }
  | null;

/** `hasBegun`: `g` was pressed a moment ago. */
export function meaningOf({ key, ctrl, alt, isTyping, isCovered }: Key, hasBegun: boolean): Meaning {
  if (ctrl && !alt && key.toLowerCase() === 'k') return { kind: 'palette' };
  if (ctrl || alt || isTyping || isCovered) return null;
  if (hasBegun && key in PLACES) return { kind: 'go', place: key as PlaceKey };
  if (key === 'g') return { kind: 'begin' };
  if (key === '?') return { kind: 'keys' };
  return key === '/' ? { kind: 'search' } : null;
}
