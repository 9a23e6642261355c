import { api } from './implementer.ts';

/** The route of `poppo doctor`. */
export const doctorRoutes = api.doctor.router({
  examine: api.doctor.examine.handler(async ({ context: { daemon } }) => ({
    items: [...(await daemon.examine())],
  })),
});
