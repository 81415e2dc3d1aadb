/** Where a socket is handed over: on Linux a unix socket, on Windows a named pipe or a file. */
import { useEffect } from 'react';
import type { OwnWays } from '../../shared/contract/own.ts';

const USUAL = { unix: 'unix:/tmp/handoff.sock', pipe: 'pipe:handoff', file: 'file:handoff.bin' } as const;
const HELP = {
  unix: 'The other process listens at this unix socket and receives the descriptor by SCM_RIGHTS.',
  pipe: 'The other process listens at this named pipe and reads one frame with the 628 bytes.',
  file: 'The bytes are put into this file, whole or not at all; the other process removes it when it has imported them.',
} as const;

export function PlaceField({ ways, place, onPlace, taking = false }: { ways: OwnWays; place: string; onPlace: (place: string) => void; taking?: boolean }) {
  const [first] = ways.places;
  useEffect(() => { if (place === '' && first) onPlace(USUAL[first]); }, [place, first, onPlace]);
  const kind = ways.places.find((way) => place.startsWith(`${way}:`));
  return (
    <label className="own-field">
      <span>Where</span>
      <input className="mono" data-testid="own-place" value={place} spellCheck={false} autoComplete="off" onChange={({ target }) => onPlace(target.value)} />
      <span className="quiet-text">
        {kind ? (taking ? TAKING[kind] : HELP[kind]) : `Write ${ways.places.map((way) => USUAL[way]).join(' or ')}.`} What goes over it is described in docs/bring-your-own-process.md, with clients in C and Python.
      </span>
    </label>
  );
}

const TAKING = {
  unix: 'main listens at this unix socket; the other process connects and sends one descriptor by SCM_RIGHTS.',
  pipe: 'main listens at this named pipe; the other process writes one frame, made for the process id of main.',
  file: 'main waits for this file, imports what is in it, and removes it.',
} as const;
