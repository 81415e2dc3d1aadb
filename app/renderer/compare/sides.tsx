/** Two sides of the same steps: the model beside the OS, or another provider beside this one. */
import './sides.css';
import { useState } from 'react';
import { ModelAndOs } from './model-and-os.tsx';
import { TwoProviders } from './two-providers.tsx';
import { strings } from './strings.ts';

const CHOICES = [
  { id: 'model', title: strings.choices.model },
  { id: 'providers', title: strings.choices.providers },
] as const;

export function Sides() {
  const [chosen, choose] = useState<(typeof CHOICES)[number]['id']>('model');
  return (
    <div className="sides" data-testid="sides">
      <fieldset className="sides-bar" aria-label={strings.choices.label}>
        {CHOICES.map(({ id, title }) => (
          <label key={id}>
            <input type="radio" name="sides" data-testid={`sides-${id}`} checked={chosen === id} onChange={() => choose(id)} /> {title}
            </label>
        ))}
      </fieldset>
      {chosen === 'model' ? <ModelAndOs /> : <TwoProviders />}
    </div>
  );
}
