/** The provider for a scenario, and the scenario for a provider. */
import type { LibraryEntry, ProviderInfo } from '../../shared/contract/contract.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import type { ProviderId } from '../../shared/trace/step.ts';

/** The user's choice if it can run these rules; else the first that can, real ones before the model. */
export function providerFor(providers: readonly ProviderInfo[], rules: Rules | null, chosen: ProviderId | null): ProviderId | null {
  const able = providers.filter((p) => p.available && (rules === null || p.rules.includes(rules)));
  const wanted = able.find((p) => p.id === chosen);
  return (wanted ?? able.find((p) => p.id !== 'model') ?? able[0])?.id ?? null;
}

/** The next scenario if the provider cannot run the selected one: its counterpart in other calls, or the first suitable one. */
export function scenarioFor(library: readonly LibraryEntry[], chosen: LibraryEntry | null, provider: ProviderInfo): LibraryEntry | null {
  if (chosen && provider.rules.includes(chosen.rules)) return chosen;
  const fit = library.filter((entry) => provider.rules.includes(entry.rules));
  const name = chosen?.id.split('/')[1];
  return fit.find((entry) => entry.id.split('/')[1] === name) ?? fit[0] ?? null;
}
