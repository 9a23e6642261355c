import { answerJson, type Json, parseJson } from '../exchange.ts';
import { type Smoothing, within } from '../smoothing.ts';

/** GitHub lists the checks of any commit of the repository; the emulator knows only the commits that it made up. */
export const showChecks: Smoothing = async (call, next, surroundings) => {
  const place = within(call, surroundings);
  const { checks } = surroundings;
  const [, sha] = /^commits\/([0-9a-f]{40})\/check-runs$/.exec(place) ?? [];
  if (call.method === 'GET' && sha !== undefined) {
    const runs = [...checks.values()].filter((run) => run['head_sha'] === sha);
    return answerJson(200, { total_count: runs.length, check_runs: runs });
  }
  const answer = await next(call);
  if (answer.status < 300 && call.method !== 'GET' && /^check-runs(?:\/\d+)?$/.test(place)) {
    const run = parseJson(answer.body) as Json;
    checks.set(Number(run['id']), run);
  }
  return answer;
};
