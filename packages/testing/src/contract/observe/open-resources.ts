import { createHook } from 'node:async_hooks';

/** Something that keeps a process alive. */
export interface OpenResource {
  /** What people call it: `a timer`. */
  readonly title: string;
  isOpen(): boolean;
  /** Keeps the resource from holding the process open. */
  release(): void;
}

/** What Node reports of a resource, of which only parts are documented. */
interface Resource {
  readonly fd?: number;
  hasRef?(): boolean;
  unref?(): unknown;
  close?(): unknown;
}

const TITLES: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPWRAP: 'a socket',
  TCPSERVERWRAP: 'a server',
  PIPEWRAP: 'a pipe',
  PIPESERVERWRAP: 'a server',
  UDPWRAP: 'a UDP socket',
  FSEVENTWRAP: 'a watched file',
  STATWATCHER: 'a watched file',
  SIGNALWRAP: 'a listener for a signal',
  FILEHANDLE: 'an open file',
  WORKER: 'a worker thread',
  MESSAGEPORT: 'a message port',
  HTTP2SESSION: 'an HTTP/2 session',
};

/** Collects what is created while `isWatched` says so, until it is told to stop. */
export function collectResources(isWatched: () => boolean): {
  readonly found: OpenResource[];
  readonly stop: () => void;
} {
  const found: OpenResource[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      const title = TITLES[type];
      if (title !== undefined && isWatched()) found.push(openResource(type, title, resource));
    },
  });
  hook.enable();
  return { found, stop: () => void hook.disable() };
}

function openResource(type: string, title: string, resource: Resource): OpenResource {
  if (type === 'FILEHANDLE') {
    return { title, isOpen: () => (resource.fd ?? -1) >= 0, release: () => void resource.close?.() };
  }
  const isTimer = type === 'Timeout';
  return {
    title,
    // A timer that has fired still says that it counts.
    isOpen: () => Reflect.get(resource, '_destroyed') !== true && resource.hasRef?.() === true,
    release: () => void (isTimer ? clearTimeout(resource as NodeJS.Timeout) : resource.unref?.()),
  };
}
