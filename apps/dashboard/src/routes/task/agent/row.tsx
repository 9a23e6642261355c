import { useFormatter, useTranslations } from 'use-intl';
import { plainBlock, plainText } from '../plain-text.ts';
import type { ToolRow, TranscriptRow, TurnRow } from './rows.ts';

/** What a {@link Row} shows. */
export interface RowProps {
  readonly row: TranscriptRow;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

/** A row of a transcript: text, the use of a tool, or the end of a turn. */
export function Row({ row, isOpen, onToggle }: RowProps) {
  if (row.kind === 'text') return <p className="said">{plainBlock(row.text)}</p>;
  if (row.kind === 'turn') return <TurnEnd row={row} />;
  return <Tool row={row} isOpen={isOpen} onToggle={onToggle} />;
}

/** The use of a tool is one line, until it is opened. */
function Tool({ row: { tool, input, result }, isOpen, onToggle }: RowProps & { readonly row: ToolRow }) {
  const t = useTranslations('agent');
  const state = result === undefined ? 'runs' : result.isError ? 'failed' : 'done';
  return (
    <>
      <button type="button" className="tool" aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
        <span aria-hidden>{isOpen ? '▾' : '▸'}</span> <strong>{plainText(tool)}</strong>{' '}
        <span className={state === 'failed' ? 'problem' : 'quiet'}>{t(state)}</span>{' '}
        <code>{plainText(input.replaceAll(/\s+/g, ' ').slice(0, 200))}</code>
      </button>
      {isOpen && (
        <>
          <pre tabIndex={0} role="region" aria-label={t('input', { tool: plainText(tool) })}>
            {plainBlock(input)}
          </pre>
          {result !== undefined && (
            <pre tabIndex={0} role="region" aria-label={t('result', { tool: plainText(tool) })}>
              {plainBlock(result.output)}
            </pre>
          )}
        </>
      )}
    </>
  );
}

function TurnEnd({ row: { turn, attempt, model, usage, costUsd } }: { readonly row: TurnRow }) {
  const t = useTranslations('agent');
  const format = useFormatter();
  const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheCreationInputTokens = 0 } = usage;
  return (
    <span className="quiet">
      {t('turn', {
        attempt,
        turn,
        model: plainText(model),
        input: format.number(inputTokens + cacheReadInputTokens + cacheCreationInputTokens),
        output: format.number(outputTokens),
        cost: format.number(costUsd, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 }),
      })}
    </span>
  );
}
