/** Addresses of git repositories: which are taken, and what of them is secret. */
import { isAbsolute } from 'node:path';

export interface GitAddress {
  transport: 'https' | 'http' | 'ssh' | 'path';
  /** What git is given. It holds no password. */
  url: string;
  /** Of the address; of an https address only, as those of ssh stay in it. */
  user: string | null;
  password: string | null;
}

const SCP_FORM = /^(?:[A-Za-z0-9_][\w.-]*@)?[A-Za-z0-9][\w.-]*:[^-/:][^:]*$/;

/**
 * `https://`, `http://`, `ssh://`, `git@host:path`, or the absolute path of a repository on this machine. Everything else is refused: git would take
 * an address that begins with a dash for an option, and one with `::` for a program to be started.
 */
export function gitAddress(text: string): GitAddress | { problem: string } {
  // A folder may have blanks in its name.
  if (isAbsolute(text) && !hasControl(text.replaceAll(' ', '')))
    return { transport: 'path', url: text, user: null, password: null };
  if (hasControl(text)) return { problem: 'holds blanks or control characters' };
  if (text.startsWith('-')) return { problem: 'begins with a dash' };
  if (text.includes('::')) return { problem: 'names a remote helper (::), which could start any program' };
  if (!text.includes('://'))
    return SCP_FORM.test(text) ? { transport: 'ssh', url: text, user: null, password: null } : { problem: FORMS };
  const url = URL.parse(text);
  if (url === null) return { problem: FORMS };
  const { protocol, hostname } = url;
  if (protocol === 'file:') return { problem: 'begins with file: ; a repository of this machine is an absolute path' };
  if (hostname === '' || hostname.startsWith('-')) return { problem: 'names no host' };
  if (protocol === 'ssh:') {
    if (url.password !== '') return { problem: 'holds a password, which ssh does not take; use a key' };
    if (decodeURIComponent(url.username).startsWith('-')) return { problem: 'names no user' };
    return { transport: 'ssh', url: text, user: null, password: null };
  }
  if (protocol !== 'https:' && protocol !== 'http:') return { problem: FORMS };
  const [user, password] = [url.username, url.password].map((part) => decodeURIComponent(part) || null);
  url.username = '';
  url.password = '';
  return {
    transport: protocol === 'https:' ? 'https' : 'http',
    url: url.href,
    user: user ?? null,
    password: password ?? null,
  };
}

const FORMS = 'is none of https://host/path, ssh://user@host/path, user@host:path and an absolute path';

const hasControl = (text: string): boolean => [...text].some((one) => one <= ' ' || one === '\u007f');

/** What is wrong with the name of a branch, tag or commit, by the rules of `git check-ref-format`; undefined: nothing. */
export function refProblem(ref: string): string | undefined {
  if (ref === '') return 'is empty';
  if (ref.startsWith('-')) return 'begins with a dash';
  const isWrong =
    hasControl(ref) || /[~^:?*[\\]|\.\.|@\{|\/\/|\.lock(?:\/|$)|(?:^|\/)\.|^[/+]|[/.]$/.test(ref) || ref === '@';
  return isWrong ? 'is no name of a branch, tag or commit' : undefined;
}

/**
 * The address of the page that shows a commit, with `{version}` in it, for the hosts of which Airflow knows it; null for others.
 * `subdir`: the folder that is shown.
 */
export function viewTemplate({ transport, url }: GitAddress, subdir: string | null): string | null {
  if (transport === 'path') return null;
  const place = url.includes('://') ? URL.parse(url) : URL.parse(`ssh://${url.replace(':', '/')}`);
  if (!place) return null;
  const { hostname, pathname } = place;
  const middle = Object.entries(PAGES).find(([host]) => hostname === host || hostname.endsWith(`.${host}`))?.[1];
  if (middle === undefined) return null;
  const end = subdir === null ? '' : `/${subdir}`;
  return `https://${hostname}${pathname.replace(/\/$/, '').replace(/\.git$/, '')}/${middle}/{version}${end}`;
}

const PAGES: Readonly<Record<string, string>> = {
  'github.com': 'tree',
  'gitlab.com': '-/tree',
  'bitbucket.org': 'src',
};
