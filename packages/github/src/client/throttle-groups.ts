import type { GitHubConfig } from '../github-config.ts';
import type Bottleneck from 'bottleneck';
import { baseUrlOf } from './project-remote.ts';

/** The queues of plugin-throttling, which space calls. */
export type ThrottleGroups = Readonly<
  Partial<Record<'global' | 'auth' | 'search' | 'write' | 'notifications', Bottleneck.Group>>
>;

/** Whether calls go to GitHub itself, which requires writes to be spaced, and not to a self-hosted server. */
function isGitHubCloud(config: GitHubConfig): boolean {
  const { hostname } = new URL(baseUrlOf(config));
  return hostname === 'api.github.com' || hostname.endsWith('.ghe.com');
}

/** Returns the groups that replace the plugin's own; none where its defaults fit. */
export async function throttleGroups(config: GitHubConfig): Promise<ThrottleGroups> {
  const { throttle } = config;
  const isCloud = isGitHubCloud(config);
  if (isCloud && throttle === undefined) return {};
  const { default: BottleneckModule } = await import('bottleneck');
  const group = (minTime: number, maxConcurrent: number): Bottleneck.Group =>
    new BottleneckModule.Group({ minTime, maxConcurrent, timeout: 120_000 });
  return {
    global: group(0, 10),
    auth: group(0, 1),
    search: group(isCloud ? 2_000 : 0, 1),
    write: group(throttle?.write ?? (isCloud ? 1_000 : 0), 1),
    notifications: group(throttle?.notification ?? (isCloud ? 3_000 : 0), 1),
  };
}
