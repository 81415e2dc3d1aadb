/** Pills: what performs the calls, whether the model agrees with it, and whether the scenario's expectations are met. */
import { useSession } from '../store/session.ts';
import { plural } from '../../shared/words/values.ts';

export function Standing() {
  const label = useSession((s) => s.opened?.provider.label ?? '');
  const platform = useSession((s) => s.opened?.header.platform ?? '');
  const real = useSession((s) => s.opened?.header.provider !== 'model');
  const state = useSession((s) => s.state);
  if (!state) return null;
  const { divergences, predicted, met, unmet } = state;
  const agreeing = real && divergences === 0 && predicted > 0;
  const words = agreement(real, divergences, predicted);
  return (
    <>
      <span className="pill" title={`Platform: ${platform}`}><i className="lamp" data-real={real} aria-hidden="true" />{label}</span>
      <span className="pill" data-testid="divergences" data-tone={divergences > 0 ? 'bad' : undefined} title={`${plural(predicted, 'call')} predicted. Divergences are calls and facts that went otherwise than the rules say, beside the platform's known differences`}>
        <span>{words}{agreeing && <span className="spare"> on {plural(predicted, 'call')}</span>}</span>
      </span>
      {met + unmet > 0 && (
        <span className="pill" data-testid="expectations" data-tone={unmet > 0 ? 'bad' : undefined} title="What the scenario expects of its steps">
          {unmet > 0 ? `${unmet} of ${plural(met + unmet, 'expectation')} unmet` : `${met} as expected`}
        </span>
      )}
    </>
  );
}

function agreement(real: boolean, divergences: number, predicted: number): string {
  if (divergences > 0) return plural(divergences, 'divergence');
  if (!real) return 'model alone';
  return predicted === 0 ? 'no call predicted yet' : 'model agrees';
}
