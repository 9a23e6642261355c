import { useFormatter, useTranslations } from 'use-intl';
import { type TaskSearch, TIMES } from './task-search.ts';

interface FilterChipsProps {
  readonly search: TaskSearch;
  readonly onChange: (changed: TaskSearch) => void;
}

/** The filters that have no field in sight, each of which can be taken away. */
export function FilterChips({ search, onChange }: FilterChipsProps) {
  const t = useTranslations('tasks');
  const format = useFormatter();
  const textOf = (name: (typeof SHOWN)[number], value: string): string => {
    const isTime = TIMES.some((time) => time === name) && !Number.isNaN(Date.parse(value));
    return isTime ? format.dateTime(new Date(value), { dateStyle: 'medium', timeStyle: 'short' }) : value;
  };
  const chips = SHOWN.flatMap((name) => {
    const value = search[name];
    return value === undefined ? [] : [{ name, text: textOf(name, value) }];
  });
  if (chips.length === 0) return null;
  return (
    <ul className="chips">
      {chips.map(({ name, text }) => (
        <li key={name}>
          <span>
            {t(name)}: <bdi>{text}</bdi>
          </span>
          <button
            type="button"
            aria-label={t('removeFilter', { name: t(name), value: text })}
            onClick={() => onChange({ [name]: undefined })}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}

const SHOWN = ['type', 'tag', 'label', 'reason', ...TIMES] as const;
