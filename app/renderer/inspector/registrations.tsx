/** Registrations on a socket: the current one, and the former ones with what cancelled them. */
import type { RegistrationEntity, SocketEntity } from '../../shared/domain/entities.ts';
import { registrationsOn } from '../../shared/domain/world.ts';
import { isStale } from '../../shared/domain/labels.ts';
import { useRules, useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { CancelledSentence, RegistrationLine } from './registration-line.tsx';
import { strings } from './strings.ts';

export function Registrations({ socket }: { socket: SocketEntity }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  const all = registrationsOn(world, socket.id);
  const stream = all.filter((r) => r.state === 'current');
  const former = all.filter((r) => r.state === 'cancelled').sort((a, b) => (b.cancelledBy ?? 0) - (a.cancelledBy ?? 0));
  const winsock = rules === 'winsock';
  return (
    <>
      <PanelHeading aside={winsock ? strings.registrations.onePerSocket : strings.registrations.anyNumber}>
        {winsock ? strings.registrations.event : strings.registrations.epoll}</PanelHeading>
      {all.length === 0 && (
        <p className="empty">{winsock ? strings.registrations.noneWinsock : strings.registrations.noneLinux}</p>
      )}
      {all.length > 0 && (
        <div className="card">
          {[...stream, ...former].map((r) => <Entry key={r.id} registration={r} stale={isStale(world, r)} />)}
        </div>
      )}
    </>
  );
}

function Entry({ registration, stale }: { registration: RegistrationEntity; stale: boolean }) {
  return (
    <div className="registration" data-state={registration.state}>
      <button type="button" className="plain" onClick={() => select(registration.id)} title={strings.registration.inspect}>
        <RegistrationLine registration={registration} />
      </button>
      {registration.state === 'cancelled' && <CancelledSentence registration={registration} />}
      {stale && <p data-tone="warn">{strings.registration.stale}</p>}
    </div>
  );
}
