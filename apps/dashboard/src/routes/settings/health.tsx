import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import type { Finding } from '../../api/types.ts';
import { useIsOperator } from '../../session/session-context.ts';

/** How findings of each status look. */
const LOOKS = {
  ok: { tone: 'succeeded', icon: '✓' },
  warning: { tone: 'waiting', icon: '!' },
  failed: { tone: 'failed', icon: '✕' },
} as const;

/** Tries what the daemon needs, and says how to fix what is wrong. Offered to operators. */
export function Health() {
  const t = useTranslations('health');
  const isOperator = useIsOperator();
  const examine = useMutation({ mutationFn: async () => client.doctor.examine() });
  if (!isOperator) return null;
  return (
    <section aria-labelledby="health">
      <h2 id="health">{t('title')}</h2>
      <div className="actions">
        <button type="button" disabled={examine.isPending} onClick={() => examine.mutate()}>
          {t('examine')}
        </button>
        <output>{examine.isPending ? t('examines') : examine.data !== undefined && t('examined')}</output>
        {examine.error !== null && (
          <span className="problem" role="alert">
            {examine.error.message}
          </span>
        )}
      </div>
      {examine.data !== undefined && (
        <ul className="rows after-rows" aria-label={t('findings')}>
          {worstFirst(examine.data.items).map((finding) => (
            <FindingRow key={`${finding.check} ${finding.project} ${finding.message}`} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}

function FindingRow({ finding: { check, project, status, message, fix } }: { readonly finding: Finding }) {
  const t = useTranslations('health');
  const { tone, icon } = LOOKS[status];
  return (
    <li>
      <span className="state" data-tone={tone} data-icon={icon}>
        {t(status)}
      </span>
      <strong>{check}</strong>
      {project !== undefined && <span className="quiet">{project}</span>}
      <p className="message">{message}</p>
      {fix !== undefined && (
        <p className="message">
          {t('fix')} {fix}
        </p>
      )}
    </li>
  );
}

const ORDER: readonly Finding['status'][] = ['failed', 'warning', 'ok'];

function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
}
