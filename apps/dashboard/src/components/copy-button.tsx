import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

interface CopyButtonProps {
  readonly label: string;
  /** Returns what is copied. */
  readonly text: () => string;
}

/** Copies a text, and says so beside itself. Nothing where the browser has no clipboard for this address. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const t = useTranslations('copy');
  const copy = useMutation({
    mutationFn: async () => navigator.clipboard.writeText(text()),
    networkMode: 'always',
  });
  // It is for secure contexts only.
  if (!('clipboard' in navigator)) return null;
  return (
    <span className="copy">
      <button type="button" onClick={() => copy.mutate()}>
        {label}
      </button>
      <output className="quiet">
        {copy.isSuccess && t('copied')}
        {copy.isError && t('failed')}
      </output>
    </span>
  );
}
