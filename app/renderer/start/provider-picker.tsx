/** Who performs the calls. What cannot run here says why. */
import type { LibraryEntry, ProviderInfo } from '../../shared/contract.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import type { ProviderId } from '../../shared/trace/step.ts';

const MEANING: Readonly<Record<ProviderId, string>> = {
  winsock: 'Real Winsock calls in separate processes.',
  linux: 'Real Linux calls in separate processes.',
  model: 'Predicts by the documented rules; nothing is performed.',
};

/** The user's choice where it can run these rules; else the first that can, real ones before the model. */
export function providerFor(providers: readonly ProviderInfo[], rules: Rules | null, chosen: ProviderId | null): ProviderId | null {
  const able = providers.filter((p) => p.available && (rules === null || p.rules.includes(rules)));
  const wanted = able.find((p) => p.id === chosen);
  return (wanted ?? able.find((p) => p.id !== 'model') ?? able[0])?.id ?? null;
}

interface Props {
  providers: readonly ProviderInfo[];
  chosen: ProviderId | null;
  entry: LibraryEntry | null;
  onChoose: (id: ProviderId) => void;
}

export function ProviderPicker({ providers, chosen, entry, onChoose }: Props) {
  return (
    <fieldset className="providers">
      <legend className="heading">Who performs the calls</legend>
      {providers.map((provider) => {
        const unfit = entry !== null && !provider.rules.includes(entry.rules);
        const why = provider.available ? (unfit ? `Cannot run ${entry.rules === 'winsock' ? 'Winsock' : 'Linux'} scenarios.` : null) : provider.reason;
        return (
          <label key={provider.id} className="choice" data-disabled={why !== null}>
            <input type="radio" name="provider" data-testid={`provider-${provider.id}`} checked={chosen === provider.id} disabled={why !== null}
              onChange={() => onChoose(provider.id)} />
            <span className="choice-title">{provider.label}</span>
            <span className="choice-text">{why ?? MEANING[provider.id]}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
