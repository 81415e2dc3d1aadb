/** What a column holds. */
import type { NodeProps } from '@xyflow/react';
import type { FlowCaption } from './flow.ts';

export function CaptionView({ data }: NodeProps<FlowCaption>) {
  return <p className="caption">{data.title}</p>;
}
