import { useNow } from 'use-intl';

const two = (value: number): string => String(value).padStart(2, '0');

/** Returns a duration as minutes and seconds, or hours and minutes. */
function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

/** How long something took, or has taken until now. */
export function Duration({
  from,
  to,
}: {
  readonly from: string | undefined;
  readonly to: string | undefined;
}) {
  if (from === undefined) return <span className="quiet">–</span>;
  if (to !== undefined) return <>{formatDuration(Date.parse(to) - Date.parse(from))}</>;
  return <Elapsed from={from} />;
}

function Elapsed({ from }: { readonly from: string }) {
  const now = useNow({ updateInterval: 1_000 });
  return <>{formatDuration(now.getTime() - Date.parse(from))}</>;
}
