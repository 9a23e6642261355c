import type { Finding } from '../doctor/finding.ts';
import { api } from './implementer.ts';

/** The route of `poppo doctor`. */
export const doctorRoutes = api.doctor.router({
  examine: api.doctor.examine.handler(async ({ context: { daemon } }) => {
    const items: Finding[] = [];
    for await (const finding of daemon.examine()) items.push(finding);
    return { items };
  }),
});
