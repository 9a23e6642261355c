import type { TaskDetails } from '../../api/types.ts';
import { isObject } from '../../task-form/json-object.ts';

/** A page elsewhere that a task is about. */
export interface ExternalLink {
  readonly kind: 'issue' | 'pullRequest' | 'branch' | 'reply';
  /** Number of the issue or pull request, or name of the branch. */
  readonly name?: string | undefined;
  readonly url: string;
}

/** Returns the pages that a task is about: by its input and its result, in the repository at a URL where that is known. */
export function externalLinksOf(
  { task = {}, result = {} }: Pick<TaskDetails, 'task' | 'result'>,
  repository: string | undefined,
): readonly ExternalLink[] {
  const pullRequest = isObject(result['pullRequest']) ? result['pullRequest'] : {};
  const at = (path: string, name: unknown): string | undefined => {
    const parts = String(name).split('/');
    // URLs resolve these, and would lead to another repository.
    const isOdd = parts.some((part) => part === '.' || part === '..');
    if (repository === undefined || name === undefined || isOdd) return undefined;
    return `${repository}/${path}/${parts.map(encodeURIComponent).join('/')}`;
  };
  const number = pullRequest['number'] ?? task['prNumber'];
  return [
    linkOf('issue', task['issueNumber'], at('issues', task['issueNumber'])),
    linkOf('pullRequest', number, pullRequest['url'] ?? at('pull', number)),
    linkOf('branch', result['branch'], at('tree', result['branch'])),
    linkOf('reply', undefined, result['replyUrl']),
  ].filter((link) => link !== undefined);
}

/** Texts from elsewhere become no link unless it leads to a web page: "javascript:" would run in this one. */
function linkOf(kind: ExternalLink['kind'], name: unknown, url: unknown): ExternalLink | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const isNamed = typeof name === 'string' || typeof name === 'number';
  return { kind, name: isNamed ? String(name) : undefined, url: href };
}
