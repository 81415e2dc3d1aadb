/**
 * Compares two WSAPROTOCOL_INFOWs byte by byte: the export, and the SO_PROTOCOL_INFOW of the same kind of socket. The
 * differences make the one a capability and the other a description (S16, S17).
 */
import { useState } from 'react';
import { fromHex } from '../../shared/domain/bytes.ts';
import { PROTOCOL_INFO_FIELDS } from '../../shared/domain/protocol-info.ts';
import type { Step } from '../../shared/trace/step.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

interface Other {
  step: number;
  words: string;
  hex: string;
}

export function CompareBlobs({ hex }: { hex: string }) {
  const position = useSession((s) => s.position);
  const [chosen, choose] = useState<number | null>(null);
  const others = currentHistory().log.steps().slice(0, position).map(blobOf).filter((o) => o !== null && o.hex !== hex) as Other[];
  if (others.length === 0) {
    return <p className="empty">
      {filled(strings.compare.none, { call: <span className="mono">getsockopt s=$… level=SOL_SOCKET name=SO_PROTOCOL_INFOW</span> })}</p>;
  }
  // The result of SO_PROTOCOL_INFOW first: that comparison is the informative one.
  const other = others.find((o) => o.step === chosen) ?? others.findLast((o) => o.words.startsWith('SO_')) ?? others.at(-1)!;
  return (
    <section aria-label={strings.compare.label} data-testid="compare-blobs">
      <PanelHeading aside={
        <select className="plain-case" aria-label={strings.compare.select} value={other.step}
          onChange={({ target }) => choose(Number(target.value))}>
          {others.map((o) => <option key={o.step} value={o.step}>{strings.compare.option(o.step, o.words)}</option>)}
        </select>
      }>{strings.compare.heading}</PanelHeading>
      <Differences mine={fromHex(hex)} theirs={fromHex(other.hex)} />
    </section>
  );
}

function blobOf({ n, outcome, action }: Step): Other | null {
  if (outcome.kind !== 'ok' || outcome.results.blob === undefined || action.kind !== 'call') return null;
  return { step: n, words: action.args['name'] === 'SO_PROTOCOL_INFOW' ? 'SO_PROTOCOL_INFOW' : action.call, hex: outcome.results.blob };
}

function Differences({ mine, theirs }: { mine: Uint8Array; theirs: Uint8Array }) {
  const fields = PROTOCOL_INFO_FIELDS.map((f) => ({
    ...f, differing: Array.from({ length: f.size }, (_, i) => f.offset + i).filter((at) => mine[at] !== theirs[at]),
  })).filter((f) => f.differing.length > 0);
  if (fields.length === 0) return <p className="note">{strings.compare.equal(mine.length)}</p>;
  const total = fields.reduce((sum, f) => sum + f.differing.length, 0);
  return (
    <>
      <p className="note">{strings.compare.differ(total, mine.length, fields.length)}</p>
      <table className="blob compared">
        <thead>
          <tr><th scope="col">{strings.compare.columns.field}</th><th scope="col">{strings.compare.columns.mine}</th>
            <th scope="col">{strings.compare.columns.theirs}</th></tr></thead>
        <tbody>
          {fields.map((f) => (
            <tr key={f.name}>
              <th scope="row" className="mono">{f.name}
                <span className="quiet-text">{strings.compare.of(f.differing.length, f.size)}</span></th>
              <td className="mono">{hexOf(mine, f.differing)}</td>
              <td className="mono">{hexOf(theirs, f.differing)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The differing bytes, the first few of a long field. */
function hexOf(bytes: Uint8Array, at: readonly number[]): string {
  const shown = at.slice(0, 8).map((i) => (bytes[i] ?? 0).toString(16).padStart(2, '0')).join(' ');
  return at.length > 8 ? `${shown} …` : shown;
}
