/** Who performs the calls. What cannot run here says why. */
import type { LibraryEntry, ProviderInfo } from '../../shared/contract.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { strings } from './strings.ts';

/** The user's choice where it can run these rules; else the first that can, real ones before the model. */
export function providerFor(providers: readonly ProviderInfo[], rules: Rules | null, chosen: ProviderId | null): ProviderId | null {
  const able = providers.filter((p) => p.available && (rules === null || p.rules.includes(rules)));
  const wanted = able.find((p) => p.id === chosen);
  return (wanted ?? able.find((p) => p.id !== 'model') ?? able[0])?.id ?? null;
}

/** The scenario to go on with when the provider cannot run the chosen one: its form in other calls, or the first that fits. */
export function scenarioFor(library: readonly LibraryEntry[], chosen: LibraryEntry | null, provider: ProviderInfo): LibraryEntry | null {
  if (chosen && provider.rules.includes(chosen.rules)) return chosen;
  const fit = library.filter((entry) => provider.rules.includes(entry.rules));
  const name = chosen?.id.split('/')[1];
  return fit.find((entry) => entry.id.split('/')[1] === name) ?? fit[0] ?? null;
}

interface Props {
  providers: readonly ProviderInfo[];
  chosen: ProviderId | null;
  onChoose: (id: ProviderId) => void;
}

export function ProviderPicker({ providers, chosen, onChoose }: Props) {
  return (
    <fieldset className="providers">
      <legend className="heading">{strings.provider}</legend>
      {providers.map((provider) => {
        const why = provider.available ? null : provider.reason;
        return (
          <label key={provider.id} className="choice" data-disabled={why !== null}>
            <input type="radio" name="provider" data-testid={`provider-${provider.id}`} checked={chosen === provider.id} disabled={why !== null}
              onChange={() => onChoose(provider.id)} />
            <span className="choice-title">{provider.label}</span>
            <span className="choice-text">{why ?? strings.providerMeanings[provider.id]}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
