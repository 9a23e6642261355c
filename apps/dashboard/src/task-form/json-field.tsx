import { useTranslations } from 'use-intl';
import { FieldFrame, type FieldFrameProps } from './field-frame.tsx';
import { type Notation, useDraft } from './use-draft.ts';

const JSON_NOTATION: Notation<unknown> = {
  write: (value) => (value === undefined ? '' : JSON.stringify(value, undefined, 2)),
  read: (text) => (text.trim() === '' ? undefined : (JSON.parse(text) as unknown)),
};

/** What a {@link JsonField} edits. */
export interface JsonFieldProps extends Omit<FieldFrameProps, 'children' | 'note'> {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** @defaultValue 3 */
  readonly rows?: number;
}

/** A property as JSON. What is no JSON keeps the form from being sent. */
export function JsonField({ value, onChange, rows = 3, problem, ...frame }: JsonFieldProps) {
  const t = useTranslations('taskForm');
  const draft = useDraft(value, JSON_NOTATION, onChange);
  const unreadable = draft.problem === undefined ? undefined : t('noJson', { problem: draft.problem });
  return (
    <FieldFrame {...frame} note="JSON" problem={unreadable ?? problem}>
      {(control) => (
        <textarea
          {...control}
          ref={(element) => element?.setCustomValidity(unreadable ?? '')}
          className="code"
          rows={rows}
          spellCheck={false}
          value={draft.text}
          onChange={({ target }) => draft.type(target.value)}
        />
      )}
    </FieldFrame>
  );
}
