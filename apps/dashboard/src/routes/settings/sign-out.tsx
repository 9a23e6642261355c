import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';

/** Ends the session of this browser. */
export function SignOut() {
  const t = useTranslations('settings');
  const signOut = useMutation({
    mutationFn: async () => client.access.signOut(),
    // Nothing of what was seen stays in memory.
    onSuccess: () => location.assign('/'),
  });
  return (
    <div className="actions after-rows">
      <button type="button" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        {t('signOut')}
      </button>
      {signOut.error !== null && (
        <span className="problem" role="alert">
          {signOut.error.message}
        </span>
      )}
    </div>
  );
}
