/** The place of a handover: on Linux a unix socket, on Windows a named pipe or a file. */
import { useEffect } from 'react';
import type { OwnWays } from '../../shared/contract/own.ts';
import { strings } from './strings.ts';

const USUAL = { unix: 'unix:/tmp/handoff.sock', pipe: 'pipe:handoff', file: 'file:handoff.bin' } as const;

export function PlaceField(
  { ways, place, onPlace, taking = false }: { ways: OwnWays; place: string; onPlace: (place: string) => void; taking?: boolean },
) {
  const [first] = ways.places;
  useEffect(() => { if (place === '' && first) onPlace(USUAL[first]); }, [place, first, onPlace]);
  const kind = ways.places.find((way) => place.startsWith(`${way}:`));
  return (
    <label className="own-field">
      <span>{strings.place.label}</span>
      <input className="mono" data-testid="own-place" value={place} spellCheck={false} autoComplete="off"
        onChange={({ target }) => onPlace(target.value)} />
      <span className="quiet-text">
        {kind ? strings.place[taking ? 'take' : 'give'][kind] : strings.place.write(ways.places.map((way) => USUAL[way]))}
        {strings.place.protocol}
      </span>
    </label>
  );
}
