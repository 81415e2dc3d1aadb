/** Chooses the connection to the host: Electron's preload, or a WebSocket. */
import type { Answer, HostEvent, Input, RequestName, Transport } from '../../shared/contract/contract.ts';
import { type Refusal, connectSocket } from './web-socket.ts';

/** The interface that Electron's preload exposes: one function per request. */
export interface PreloadApi {
  requests: { [K in RequestName]: (input: Input<K>) => Promise<Answer<K>> };
  onEvent(listener: (event: HostEvent) => void): () => void;
}

declare global {
  interface Window {
    handoff?: PreloadApi;
  }
}

/** `onRefused` is called if the host refuses this page; Electron's never does. */
export function createTransport(onRefused: (why: Refusal) => void): Transport {
  const preload = globalThis.window.handoff;
  if (!preload) {
    const transport = connectSocket();
    transport.onRefused(onRefused);
    return transport;
  }
  return {
    request: (name, input) => preload.requests[name](input),
    onEvent: (listener) => preload.onEvent(listener),
    reportsSaves: true,
  };
}
