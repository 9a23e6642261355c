import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What git asked the server. */
export interface GitRequest {
  readonly method: string;
  /** `/owner/repo.git/info/refs`. */
  readonly path: string;
  /** `git-upload-pack` to fetch, `git-receive-pack` to push. */
  readonly service: string;
  /** Absent when it did not sign in. */
  readonly password: string | undefined;
  readonly status: number;
}

/** Where the repositories lie and who may sign in. */
export interface GitServerOptions {
  /** Folder whose subfolders are served. */
  readonly root: string;
  /** Whether a token may sign in. */
  readonly isToken: (token: string) => boolean;
  /** Whether a token that may sign in may push too. */
  readonly mayPush: (token: string) => boolean;
}

/** Real smart HTTP in front of bare repositories, by `git http-backend`, for those who sign in with a token as password. */
export class GitServer {
  /** What was answered, in that order. */
  readonly requests: GitRequest[] = [];
  readonly #options: GitServerOptions;

  constructor(options: GitServerOptions) {
    this.#options = options;
  }

  /** Whether a request is git's. */
  handles({ url = '' }: IncomingMessage): boolean {
    return /^\/[^/]+\/[^/]+\.git\//.test(url);
  }

  /** Answers a request of git. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const { method = '' } = request;
    const password = passwordOf(request);
    const service = searchParams.get('service') ?? pathname.split('/').at(-1) ?? '';
    response.on('close', () => {
      this.requests.push({ method, path: pathname, service, password, status: response.statusCode });
    });
    const { root, isToken, mayPush } = this.#options;
    if (!isToken(password ?? '')) {
      request.resume();
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    } else if (service === 'git-receive-pack' && !mayPush(password ?? '')) {
      request.resume();
      response.writeHead(403).end('Write access to repository not granted.');
    } else {
      serve(root, request, response);
    }
  }
}

function passwordOf({ headers }: IncomingMessage): string | undefined {
  const [, encoded] = /^basic (.*)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const signedIn = Buffer.from(encoded, 'base64').toString();
  return signedIn.slice(signedIn.indexOf(':') + 1);
}

function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'],
      CONTENT_LENGTH: request.headers['content-length'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'git',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  backend.stdin.on('error', () => request.resume());
  request.pipe(backend.stdin);
  response.on('close', () => backend.kill());
  let head: Buffer | undefined = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    writeHead(head.subarray(0, end).toString(), response);
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  backend.on('close', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

function writeHead(head: string, response: ServerResponse): void {
  const pairs = head.split('\r\n').map((line) => /^([^:]+): (.*)$/.exec(line)?.slice(1) ?? []);
  const { Status: status = '200', ...headers } = Object.fromEntries(pairs) as Record<string, string>;
  response.writeHead(Number.parseInt(status, 10), headers);
}
