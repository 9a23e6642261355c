import { type ReactNode, type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog } from './dialog.tsx';

/** What a {@link Confirm} asks. */
export interface ConfirmProps {
  readonly title: string;
  readonly detail: ReactNode;
  /** The word on the button that does it. */
  readonly action: string;
  readonly asksReason?: boolean;
  /** Rejects when it did not work; what was typed then stays. */
  readonly onConfirm: (reason: string | undefined) => Promise<void>;
  readonly onClose: () => void;
}

/** Says what an action will do, and does it when that is confirmed. */
export function Confirm({ title, detail, action, asksReason = false, onConfirm, onClose }: ConfirmProps) {
  const t = useTranslations('actions');
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const submit = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await onConfirm(reason === '' ? undefined : reason);
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setIsBusy(false);
    }
  };
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void submit();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <div>{detail}</div>
        {asksReason && (
          <p className="field">
            <label htmlFor={reasonId}>{t('reason')}</label>
            <input id={reasonId} value={reason} onChange={({ target }) => setReason(target.value)} />
          </p>
        )}
        {problem !== undefined && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="actions">
          <button type="button" onClick={onClose}>
            {t('keep')}
          </button>
          <button type="submit" className="primary" disabled={isBusy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
