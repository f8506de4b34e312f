/** A git repository of a test, and a server that gives it out over HTTP, where asked for with a password. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface GitRemote {
  /** The bare repository. */
  path: string;
  /** Writes the files (null: removes one), commits them on the branch that is checked out, and pushes. Returns the id of the commit. */
  commit(files: Record<string, string | null>): Promise<string>;
  /** Runs git in the working copy. Returns what it writes. */
  git(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Settings and an author of its own, wherever the test runs. */
const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
};

/** Its first branch is `main`. */
export async function createGitRemote(): Promise<GitRemote> {
  const folder = await mkdtemp(join(tmpdir(), 'aquilon git '));
  const path = join(folder, 'remote.git');
  const work = join(folder, 'work');
  const git = async (...args: string[]) => (await execute('git', args, { cwd: work, env: ENVIRONMENT })).stdout.trim();
  await mkdir(work);
  await git('init', '--quiet', '--bare', '--initial-branch=main', path);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', path);
  return {
    path,
    git,
    async commit(files) {
      for (const [name, text] of Object.entries(files)) {
        const file = join(work, name);
        await mkdir(dirname(file), { recursive: true });
        await (text === null ? rm(file) : writeFile(file, text));
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '-m', 'A change');
      await git('push', '--quiet', 'origin', 'HEAD');
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface GitServer {
  /** Of the repository. */
  url: string;
  /** `login:password` that it asks for; null: nobody is asked. */
  login: string | null;
  /** What it does with requests: `hang` answers none. */
  mode: 'serve' | 'hang' | 'redirect';
  /** Where `redirect` leads to. */
  target: string;
  requests: number;
  close(): Promise<void>;
}

export async function serveGit(remote: GitRemote): Promise<GitServer> {
  const server = createServer((request, response) => {
    handle.requests += 1;
    if (handle.mode === 'hang') return;
    if (handle.mode === 'redirect') {
      response.writeHead(302, { location: `${handle.target}${request.url}` }).end();
      return;
    }
    const given = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64').toString();
    if (handle.login !== null && given !== handle.login) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    backend(dirname(remote.path), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const handle: GitServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/remote.git`,
    login: null,
    mode: 'serve',
    target: '',
    requests: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return handle;
}

/** Git's own server, by CGI (RFC 3875). */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...ENVIRONMENT,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(path),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.once('close', () => {
    const answer = Buffer.concat(parts);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number(status.slice(0, 3)), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.end(answer.subarray(end + 4));
  });
}
