import { useTranslations } from 'use-intl';
import type { TaskDetails } from '../../../api/types.ts';
import { plainBlock } from '../plain-text.ts';
import { Json } from '../json.tsx';
import { ResultFacts } from './result-facts.tsx';
import { textsOf } from './result-fields.ts';

/** What a task resolved with: the fields that are known as what they mean, and all of it as JSON. */
export function Result({ task }: { readonly task: TaskDetails }) {
  const t = useTranslations('result');
  const { result } = task;
  if (result === undefined) return null;
  const { structuredOutput } = result;
  return (
    <>
      <ResultFacts task={task} result={result} />
      {textsOf(result).map(({ name, text }) => (
        <div key={name}>
          <h2 id={`result-${name}`}>{t(name)}</h2>
          <pre className="said" tabIndex={0} role="region" aria-labelledby={`result-${name}`}>
            {plainBlock(text)}
          </pre>
        </div>
      ))}
      {structuredOutput !== undefined && (
        <>
          <h2>{t('structuredOutput')}</h2>
          <Json value={structuredOutput} />
        </>
      )}
      <details>
        <summary>{t('raw')}</summary>
        <Json value={result} />
      </details>
    </>
  );
}
