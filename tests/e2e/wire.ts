/** Asks the host from inside the page, past its buttons, for the tests to compare with what is shown. */
import type { Page } from '@playwright/test';
import type { Answer, Input, Output, RequestName } from '../../app/shared/contract/contract.ts';

/** Runs in the page before its scripts: remembers its WebSockets, since a second one would take the seat. */
export function noteSockets(): void {
  const sockets: WebSocket[] = [];
  Object.defineProperty(window, 'testSockets', { value: sockets });
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  };
}

/** Sends one request as the page would and gives its answer. */
export async function request<K extends RequestName>(page: Page, name: K, input: Input<K>): Promise<Answer<K>> {
  const answer = await page.evaluate(async ({ name, input }) => {
    const own = window as unknown as {
      handoff?: { requests: Record<string, (input: unknown) => Promise<unknown>> };
      testSockets?: WebSocket[];
    };
    const verb = own.handoff?.requests[name];
    if (verb) return verb(input);
    const socket = own.testSockets!.at(-1)!;
    const id = 1_000_000 + Math.floor(performance.now() * 1000);
    return new Promise<unknown>((resolve) => {
      socket.addEventListener('message', function hear({ data }: MessageEvent<string>) {
        const frame = JSON.parse(data) as { id?: number; answer?: unknown };
        if (frame.id !== id) return;
        socket.removeEventListener('message', hear);
        resolve(frame.answer);
      });
      socket.send(JSON.stringify({ id, request: name, input }));
    });
  }, { name, input });
  return answer as Answer<K>;
}

/** The value of a request that must succeed. */
export async function ask<K extends RequestName>(page: Page, name: K, input: Input<K>): Promise<Output<K>> {
  const answer = await request(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.code}: ${answer.message}`);
  return answer.value;
}
