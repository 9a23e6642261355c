import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { projectsQuery } from '../../../api/queries.ts';
import type { TaskDetails } from '../../../api/types.ts';
import { externalLinksOf } from '../external-links.ts';
import { commitsOf, figuresOf } from './result-fields.ts';

/** How much of a hash is shown. */
const SHORT_HASH = 10;

interface ResultFactsProps {
  readonly task: TaskDetails;
  readonly result: NonNullable<TaskDetails['result']>;
}

/** The links and figures of a result. */
export function ResultFacts({ task: { projectId }, result }: ResultFactsProps) {
  const t = useTranslations('result');
  const links = useTranslations('task.links');
  const format = useFormatter();
  const { data: projects } = useQuery(projectsQuery);
  const repository = projects?.items.find(({ id }) => id === projectId)?.url;
  const external = externalLinksOf({ result }, repository);
  const pullRequest = external.find(({ kind }) => kind === 'pullRequest');
  const commits = commitsOf(result);
  const { exitCode, durationMs, costUsd, turns, tokens, truncated } = figuresOf(result);
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    ...external.map(
      ({ kind, name = '', url }) =>
        [
          t(kind),
          <Elsewhere url={url}>{links.rich(kind, { name: () => <bdi>{name}</bdi> })}</Elsewhere>,
        ] as const,
    ),
    [
      t('diff'),
      pullRequest && <Elsewhere url={`${pullRequest.url}/files`}>{t('filesOfPullRequest')}</Elsewhere>,
    ],
    [t('commits'), commits.length === 0 ? undefined : <Commits hashes={commits} repository={repository} />],
    [t('exitCode'), exitCode],
    [
      t('duration'),
      durationMs === undefined
        ? undefined
        : format.number(durationMs / 1_000, { style: 'unit', unit: 'second' }),
    ],
    [
      t('cost'),
      costUsd === undefined ? undefined : format.number(costUsd, { style: 'currency', currency: 'USD' }),
    ],
    [t('turns'), turns],
    [t('tokens'), tokens === undefined ? undefined : format.number(tokens)],
    [t('length'), truncated ? t('truncated') : undefined],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  if (known.length === 0) return null;
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Elsewhere({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

interface CommitsProps {
  readonly hashes: readonly string[];
  readonly repository: string | undefined;
}

/** Commits; each leads to its diff where the repository is known. */
function Commits({ hashes, repository }: CommitsProps) {
  return (
    <ul className="commits">
      {hashes.map((hash) => (
        <li key={hash}>
          <code>
            {repository === undefined ? (
              hash.slice(0, SHORT_HASH)
            ) : (
              <Elsewhere url={`${repository}/commit/${hash}`}>{hash.slice(0, SHORT_HASH)}</Elsewhere>
            )}
          </code>
        </li>
      ))}
    </ul>
  );
}
