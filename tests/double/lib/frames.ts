/** WebFrameMain: which frame spoke, where it is and what it is in, as Chromium tells it now. */
import type { CDPSession } from 'playwright-core';
import { fromBrowser } from './scheme.ts';
import { strict } from './strict.ts';

interface Node { frame: { id: string; url: string }; childFrames?: Node[] }
/** The origin of a frame's document; the tree itself would derive it from the address, which is wrong for srcdoc. */
export type OriginOf = (frame: string) => string;

export interface WebFrame {
  readonly url: string;
  readonly origin: string;
  readonly parent: WebFrame | null;
  readonly top: WebFrame;
}

/** The frame of this id, or null when there is none any more. */
export async function findFrame(cdp: CDPSession, id: string, originOf: OriginOf): Promise<WebFrame | null> {
  const { frameTree } = (await cdp.send('Page.getFrameTree')) as unknown as { frameTree: Node };
  return search(frameTree, null, id, originOf);
}

function search(node: Node, parent: WebFrame | null, id: string, originOf: OriginOf): WebFrame | null {
  const frame = describe(node, parent, originOf);
  if (node.frame.id === id) return frame;
  for (const child of node.childFrames ?? []) {
    const found = search(child, frame, id, originOf);
    if (found) return found;
  }
  return null;
}

function describe({ frame }: Node, parent: WebFrame | null, originOf: OriginOf): WebFrame {
  const self: WebFrame = strict('WebFrameMain', {
    url: fromBrowser(frame.url),
    origin: fromBrowser(originOf(frame.id)),
    parent,
    get top(): WebFrame { return parent?.top ?? self; },
  });
  return self;
}
