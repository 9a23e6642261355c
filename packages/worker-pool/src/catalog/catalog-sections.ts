import type { ConfigSections } from '@poppobuilder/core/runner-kit';
import { sectionsForCheck } from '../host/worker-settings.ts';
import type { PluginCatalog } from './plugin-catalog.ts';

/** Returns the sections of a pool's plugins: their code runs where plugins are looked at, and sees no secret of the project. */
export function catalogSections(catalog: PluginCatalog): ConfigSections {
  return {
    get declarations() {
      return catalog.sections;
    },
    check: (sections) => catalog.checkSections(sectionsForCheck(sections, catalog.sections)),
  };
}
