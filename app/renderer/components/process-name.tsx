/** A process by its name, in its hue. */
import type { ProcessId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import { select } from '../store/ui.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

export function ProcessName({ id, pid = false }: { id: ProcessId; pid?: boolean }) {
  const process = useSession((s) => s.world.get(id));
  if (process?.kind !== 'process') return <span>{id.slice('process:'.length)}</span>;
  return (
    <button type="button" className="process-name" data-hue={hueOf(currentHistory().places, id)} onClick={() => select(id)}
      title={strings.inspect(process.name)}>
      {process.name}{pid && process.pid !== null ? ` ${process.pid}` : ''}
    </button>
  );
}
