/** The 628 bytes of a WSAPROTOCOL_INFOW: named fields, and the bytes in hex with the chosen field marked. */
import { useState } from 'react';
import { fromHex } from '../../shared/domain/bytes.ts';
import {
  PROTOCOL_INFO_FIELDS, PROTOCOL_INFO_SIZE, type ProtocolInfo, type ProtocolInfoField, decodeProtocolInfo,
} from '../../shared/domain/protocol-info.ts';
import { protocolInfoNames } from '../../shared/calls/protocol-info-names.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { CompareBlobs } from './compare-blobs.tsx';
import { HexDump } from './hex-dump.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';

/** The fields in which providers store the capability of a blob (S16). */
const PRIVATE = new Set(['dwServiceFlags3', 'dwServiceFlags4', 'dwProviderReserved']);

/** `compare`: within a session, whose trace can contain others. */
export function BlobView({ hex, compare = false }: { hex: string; compare?: boolean }) {
  const [field, setField] = useState<ProtocolInfoField | null>(null);
  const bytes = fromHex(hex);
  if (bytes.length !== PROTOCOL_INFO_SIZE) return <p className="note">{strings.blob.wrongSize(bytes.length, PROTOCOL_INFO_SIZE)}</p>;
  const info = decodeProtocolInfo(bytes);
  return (
    <>
      <PanelHeading aside={<><CopyButton text={hex} what={strings.blob.copyBytes} />{strings.blob.bytes}</>}>WSAPROTOCOL_INFOW
      </PanelHeading>
      <table className="blob">
        <thead className="hidden-words">
          <tr><th>{strings.blob.columns.offset}</th><th>{strings.blob.columns.field}</th><th>{strings.blob.columns.value}</th></tr></thead>
        <tbody>
          {PROTOCOL_INFO_FIELDS.map((f) => (
            <tr key={f.name} aria-current={field?.name === f.name ? 'true' : undefined}>
              <td className="mono quiet-text">{f.offset.toString(16).padStart(3, '0')}</td>
              <td>
                <button type="button" className="plain mono"
                  title={PRIVATE.has(f.name) ? strings.blob.privateTitle : strings.blob.mark(f.offset, f.offset + f.size - 1)}
                  aria-pressed={field?.name === f.name} onClick={() => setField(field?.name === f.name ? null : f)}>
                  {breakable(f.name)}{PRIVATE.has(f.name) && <span className="private">{strings.blob.isPrivate}</span>}
                </button>
              </td>
              <td className={f.size <= 4 ? 'mono whole' : 'mono'}>{fieldText(info, f)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <HexDump bytes={bytes} from={field?.offset ?? -1} size={field?.size ?? 0} />
      {compare && <CompareBlobs hex={hex} />}
    </>
  );
}

function fieldText(info: ProtocolInfo, { name, kind }: ProtocolInfoField): string {
  if (name === 'ProviderId') return info.ProviderId;
  if (name === 'szProtocol') return info.szProtocol === '' ? strings.blob.empty : info.szProtocol;
  if (name === 'ProtocolChain.ChainLen') return String(info.ProtocolChain.ChainLen);
  if (name === 'ProtocolChain.ChainEntries') return info.ProtocolChain.ChainEntries.join(' ');
  const value: unknown = new Map<string, unknown>(Object.entries(info)).get(name);
  if (typeof value !== 'number') return '';
  const text = kind === 'u32' ? `0x${value.toString(16).toUpperCase().padStart(8, '0')}` : String(value);
  const meaning = protocolInfoNames(name, value);
  return meaning === '' ? text : `${text} ${meaning}`;
}

/** A long name can wrap after its dot. */
function breakable(name: string) {
  const [first, ...rest] = name.split('.');
  return rest.length === 0 ? name : <>{first}.<wbr />{rest.join('.')}</>;
}
