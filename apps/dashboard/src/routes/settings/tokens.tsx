import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { tokensQuery } from '../../api/queries.ts';
import { Moment } from '../../components/moment.tsx';
import { useIsOperator } from '../../session/session-context.ts';
import { RevokeButton } from './revoke-button.tsx';

type Role = 'viewer' | 'operator';

/** Tokens of programs: a new one is shown once. */
export function Tokens() {
  const t = useTranslations('settings');
  const isOperator = useIsOperator();
  const { data } = useQuery(tokensQuery);
  const tokens = data?.items ?? [];
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">{t('tokens')}</h2>
      {tokens.length === 0 ? (
        <p className="empty">{t('noTokens')}</p>
      ) : (
        <ul className="rows">
          {tokens.map(({ name, role, createdAt }) => (
            <li key={name}>
              <strong>{name}</strong>
              <span className="quiet">{t(role)}</span>
              <Moment at={createdAt} />
              <RevokeButton name={name} revoke={async () => client.access.revokeToken({ name })} />
            </li>
          ))}
        </ul>
      )}
      {isOperator && <CreateToken />}
    </section>
  );
}

function CreateToken() {
  const t = useTranslations('settings');
  const queries = useQueryClient();
  const id = useId();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [created, setCreated] = useState<{ readonly name: string; readonly token: string }>();
  const [problem, setProblem] = useState<string>();
  const create = async (): Promise<void> => {
    setProblem(undefined);
    setCreated(undefined);
    try {
      setCreated(await client.access.createToken({ name, role }));
      setName('');
      await queries.invalidateQueries({ queryKey: ['tokens'] });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void create();
  };
  return (
    <form className="filters" onSubmit={onSubmit}>
      <div className="field">
        <label htmlFor={`${id}-name`}>{t('name')}</label>
        <input
          id={`${id}-name`}
          required
          value={name}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={({ target }) => setName(target.value)}
        />
        {problem !== undefined && (
          <span id={`${id}-problem`} className="problem" role="alert">
            {problem}
          </span>
        )}
      </div>
      <div className="field">
        <label htmlFor={`${id}-role`}>{t('role')}</label>
        <select id={`${id}-role`} value={role} onChange={({ target }) => setRole(target.value as Role)}>
          <option value="viewer">{t('viewer')}</option>
          <option value="operator">{t('operator')}</option>
        </select>
      </div>
      <button type="submit">{t('create')}</button>
      {created !== undefined && (
        <output>
          {t('shownOnce', { name: created.name })} <code>{created.token}</code>
        </output>
      )}
    </form>
  );
}
