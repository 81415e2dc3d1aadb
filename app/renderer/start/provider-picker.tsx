/** The choice of the provider. Unavailable ones say why. */
import type { ProviderInfo } from '../../shared/contract/contract.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { open } from '../store/ui.ts';
import { strings } from './strings.ts';

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
          <div key={provider.id}>
            <label className="choice" data-disabled={why !== null}>
              <input type="radio" name="provider" data-testid={`provider-${provider.id}`} checked={chosen === provider.id}
                disabled={why !== null}
                onChange={() => onChoose(provider.id)} />
              <span className="choice-title">{provider.label}</span>
              <span className="choice-text">{why ?? strings.providerMeanings[provider.id]}</span>
            </label>
            {provider.setUp && <p className="provider-set-up">
              <button type="button" data-testid="set-up" onClick={() => open('set-up')}>{strings.setUp.button}</button></p>}
          </div>
        );
      })}
    </fieldset>
  );
}
