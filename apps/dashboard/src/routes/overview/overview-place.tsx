import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { overviewQuery } from '../../api/queries.ts';
import { QueryView } from '../../components/query-view.tsx';
import { isAnyLoading, WhenLoaded } from '../../components/when-loaded.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { HistorySection } from '../../history/history-section.tsx';
import { Accounts } from './accounts.tsx';
import { Budgets } from './budgets.tsx';
import { Counts } from './counts.tsx';
import { NeedsYou } from './needs-you.tsx';
import { PARTS } from './overview-queries.ts';
import { Running } from './running.tsx';
import { Today } from './today.tsx';
import { Waiting } from './waiting.tsx';

/** What needs the person, what runs, what waits and why, what it costs: in this order. */
export function OverviewPlace() {
  const t = useTranslations('places');
  const overview = useQuery(overviewQuery);
  const isLoading = useQueries({ queries: PARTS, combine: isAnyLoading });
  const { range = 'day' } = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  return (
    <>
      <PlaceHead name={t('overview')} />
      <WhenLoaded isLoading={isLoading || overview.isLoading}>
        <QueryView query={overview}>
          {(data) => (
            <>
              <NeedsYou overview={data} />
              <Running overview={data} />
              <Waiting />
              <Today />
              <HistorySection
                range={range}
                onRange={(chosen) => void navigate({ search: { range: chosen }, replace: true })}
              />
              <Counts overview={data} />
              <Budgets />
              <Accounts />
            </>
          )}
        </QueryView>
      </WhenLoaded>
    </>
  );
}
