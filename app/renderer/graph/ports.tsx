/** React Flow draws a line only between handles. Ours know their ends, so the handles are nowhere to be seen. */
import { Handle, Position } from '@xyflow/react';

export function Ports() {
  return (
    <>
      <Handle type="source" position={Position.Right} isConnectable={false} className="port" />
      <Handle type="target" position={Position.Left} isConnectable={false} className="port" />
    </>
  );
}
