/** Pasted bytes of a WSAPROTOCOL_INFOW with their fields named, read by the host's own decoder. */
import { useEffect, useState } from 'react';
import type { DecodedBlob } from '../../shared/contract/own.ts';
import { BlobView } from '../inspector/blob-view.tsx';
import { request } from '../store/host-client.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

export function DecodeBytes() {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ blob: DecodedBlob | null; problem: string | null }>({ blob: null, problem: null });
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      if (text.trim() === '') {
        setFound({ blob: null, problem: null });
        return;
      }
      void request('own.decode', { text: text.slice(0, 20_000) }).then((answer) => {
        if (!gone) setFound(answer.ok ? { blob: answer.value, problem: null } : { blob: null, problem: answer.message });
      });
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text]);
  const { blob, problem } = found;
  return (
    <>
      <label className="own-field">
        <span>{strings.decode.bytes}</span>
        <textarea className="mono" data-testid="own-bytes" rows={5} spellCheck={false} value={text}
          placeholder={strings.decode.placeholder} onChange={({ target }) => setText(target.value)} />
      </label>
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-problem">{problem}</p>}
      {!blob && problem === null && <p className="empty">{strings.decode.about}</p>}
      {blob && (
        <div data-testid="own-decoded">
          {blob.targetPid !== null && <p>{filled(strings.decode.target, { pid: <b className="mono">{blob.targetPid}</b> })}</p>}
          <BlobView hex={blob.hex} />
        </div>
      )}
    </>
  );
}
