/** Pills: the provider, its agreement with the model, and the scenario's expectations. */
import { useSession } from '../store/session.ts';
import { strings } from './strings.ts';

/** Who makes the calls. */
export function ProviderPill() {
  const label = useSession((s) => s.opened?.provider.label ?? '');
  const platform = useSession((s) => s.opened?.header.platform ?? '');
  const real = useSession((s) => s.opened?.header.provider !== 'model');
  return (
    <span className="pill" data-testid="provider" title={strings.standing.platform(platform)}>
      <i className="lamp" data-real={real} aria-hidden="true" /> {label}</span>
  );
}

export function Standing() {
  const real = useSession((s) => s.opened?.header.provider !== 'model');
  const state = useSession((s) => s.state);
  if (!state) return null;
  const { divergences, predicted, met, unmet } = state;
  const agreeing = real && divergences === 0 && predicted > 0;
  const words = agreement(real, divergences, predicted);
  return (
    <>
      <ProviderPill />
      <span className="pill" data-testid="divergences" data-tone={divergences > 0 ? 'bad' : undefined}
        title={strings.standing.title(predicted)}>
        <span>{words}{agreeing && <span className="spare">{strings.standing.calls(predicted)}</span>}</span>
      </span>
      {met + unmet > 0 && (
        <span className="pill" data-testid="expectations" data-tone={unmet > 0 ? 'bad' : undefined}
          title={strings.standing.expectationsTitle}>
          {unmet > 0 ? strings.standing.unmet(unmet, met + unmet) : strings.standing.asExpected(met)}
        </span>
      )}
    </>
  );
}

function agreement(real: boolean, divergences: number, predicted: number): string {
  if (divergences > 0) return strings.standing.divergences(divergences);
  if (!real) return strings.standing.modelOnly;
  return predicted === 0 ? strings.standing.nothingPredicted : strings.standing.agrees;
}
