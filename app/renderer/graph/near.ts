/** Which boxes are built: all of them, but in a picture of very many only those in sight and around. */
import { useStore } from '@xyflow/react';
import type { Box, Picture } from '../../shared/picture/types.ts';

/** Up to so many nodes all are built, so that everything can be found and read, in sight or not. */
const ALL_UP_TO = 400;
/** Boxes are built a panel's height ahead, and looked at anew when so much of it has passed. */
const PARTS = 2;

export function useNear(picture: Picture): (box: Box) => boolean {
  const many = picture.nodes.length > ALL_UP_TO;
  // In whole parts of the panel, so that panning does not come here with every pixel.
  const part = useStore((s) => (many ? Math.max(1, s.height / s.transform[2] / PARTS) : 0));
  const at = useStore((s) => (many ? Math.floor(-s.transform[1] / Math.max(1, s.height / PARTS)) : 0));
  if (!many) return () => true;
  const [top, bottom] = [(at - PARTS) * part, (at + 2 * PARTS + 1) * part];
  return ({ y, h }) => y < bottom && y + h > top;
}
