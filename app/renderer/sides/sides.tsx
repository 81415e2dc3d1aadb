/** Two sides of the same steps: the model beside the OS, or another provider beside this one. */
import './sides.css';
import { useState } from 'react';
import { ModelAndOs } from './model-and-os.tsx';
import { TwoProviders } from './two-providers.tsx';

const CHOICES = [
  { id: 'model', title: 'Model against OS' },
  { id: 'providers', title: 'Two providers' },
] as const;

export function Sides() {
  const [chosen, choose] = useState<(typeof CHOICES)[number]['id']>('model');
  return (
    <div className="sides" data-testid="sides">
      <fieldset className="sides-bar" aria-label="What is compared">
        {CHOICES.map(({ id, title }) => (
          <label key={id}><input type="radio" name="sides" data-testid={`sides-${id}`} checked={chosen === id} onChange={() => choose(id)} /> {title}</label>
        ))}
      </fieldset>
      {chosen === 'model' ? <ModelAndOs /> : <TwoProviders />}
    </div>
  );
}
