/** The arguments of the call in the line, as fields: flags and choices to pick, names in scope, numbers with their limits. */
import { attempt } from '../../shared/base/attempt.ts';
import { type Field, type Reference, fieldsOf, resultWish } from '../../shared/console/fields.ts';
import { type Scope, freeName } from '../../shared/console/scope.ts';
import { type Value, readValue, writeValue } from '../../shared/console/values.ts';
import { type CallSpec, asCalled } from '../../shared/calls/types.ts';
import type { CallStep } from '../../shared/scenario/format.ts';
import { strings } from './strings.ts';

interface Props {
  call: CallSpec;
  step: CallStep;
  scope: Scope;
  onArgument: (name: string, value: Value | undefined) => void;
  onResultName: (name: string) => void;
}

export function CallFields({ call, step, scope, onArgument, onResultName }: Props) {
  const suggested = resultWish(asCalled(call, step.args ?? {}).result);
  const as = step.as === undefined ? '' : [step.as].flat().join(',');
  return (
    <div className="call-fields" data-testid="call-fields">
      {fieldsOf(call, step.process, scope).map((field) => (
        <FieldRow key={field.name} call={call} field={field} value={step.args?.[field.name]}
          onValue={(value) => onArgument(field.name, value)} />
      ))}
      {suggested !== null && (
        <label className="field">
          <span className="field-name mono">as</span>
          <input className="mono" data-testid="field-as" value={as} placeholder={freeName(scope, suggested)} spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => onResultName(target.value.trim())} />
          <span className="quiet-text">{strings.keepResult}</span>
        </label>
      )}
      {call.args.length === 0 && <p className="quiet-text">{strings.noArguments}</p>}
    </div>
  );
}

interface RowProps { call: CallSpec; field: Field; value: Value | undefined; onValue: (value: Value | undefined) => void }

function FieldRow(props: RowProps) {
  const { field } = props;
  if (field.kind === 'flags') return <FlagsRow {...props} />;
  return (
    <label className="field">
      <span className="field-name mono">{field.name}{field.optional ? '' : <span className="needed" title={strings.needed}>*</span>}</span>
      <FieldControl {...props} />
      <span className="quiet-text">{field.help}</span>
    </label>
  );
}

function FlagsRow({ field, value, onValue }: RowProps) {
  const set = Array.isArray(value) ? value.map(String) : [];
  return (
    <fieldset className="field" aria-label={field.name}>
      <span className="field-name mono">{field.name}{field.optional ? '' : <span className="needed" title={strings.needed}>*</span>}</span>
      <span className="flags">
        {field.choices.map((flag) => (
          <label key={flag} className="mono">
            <input type="checkbox" data-testid={`flag-${flag}`} checked={set.includes(flag)}
              onChange={({ target }) => {
                const flags = field.choices.filter((f) => (f === flag ? target.checked : set.includes(f)));
                onValue(flags.length === 0 && field.optional ? undefined : flags);
              }} />
            {flag}
          </label>
        ))}
      </span>
      <span className="quiet-text">{field.help}</span>
    </fieldset>
  );
}

function FieldControl({ call, field, value, onValue }: RowProps) {
  const id = `field-${field.name}`;
  const near = field.references.filter((r) => !r.far);
  const far = field.references.filter((r) => r.far);
  const named = (r: Reference) => ({ text: r.text, about: `${r.text}, ${r.about}` });
  const options = [...near.map(named), ...field.choices.map((text) => ({ text, about: text }))];
  const current = value === undefined ? '' : Array.isArray(value) ? String(value[0] ?? '') : value === null ? '' : String(value);
  if (field.kind === 'boolean') {
    return (
      <select data-testid={id} value={value === undefined ? '' : String(value)}
        onChange={({ target }) => onValue(target.value === '' ? undefined : target.value === 'true')}>
        <option value="">{field.optional ? strings.leftOut : strings.choose}</option><option>true</option><option>false</option>
      </select>
    );
  }
  if (field.kind === 'choice' || field.kind === 'process' || field.kind === 'name') {
    return (
      <select className="mono" data-testid={id} value={current}
        onChange={({ target }) => onValue(target.value === '' ? undefined : target.value)}>
        <option value="">{options.length === 0 ? strings.nothingFits : field.optional ? strings.leftOut : strings.choose}</option>
        {current !== '' && ![...options, ...far].some((o) => o.text === current) && <option value={current}>{current}</option>}
        {options.map(({ text, about }) => <option key={text} value={text}>{about}</option>)}
        {far.length > 0 && <optgroup label={strings.far}>
          {far.map(named).map(({ text, about }) => <option key={text} value={text}>{about}</option>)}</optgroup>}
      </select>
    );
  }
  const { type } = call.args.find((a) => a.name === field.name)!;
  const list = `${id}-names`;
  return (
    <>
      <input className="mono" data-testid={id} list={options.length > 0 ? list : undefined} spellCheck={false} autoComplete="off"
        inputMode={field.kind === 'number' ? 'numeric' : undefined} placeholder={placeholderOf(field)}
        value={value === undefined ? '' : field.kind === 'text' && typeof value === 'string' ? value : writeValue(type, value)}
        onChange={({ target }) => onValue(field.kind === 'text' ? target.value || undefined : valueOf(type, target.value))} />
      {options.length > 0
        && <datalist id={list}>{options.map(({ text, about }) => <option key={text} value={text}>{about}</option>)}</datalist>}
    </>
  );
}

/** Incomplete input is not changed: the line below says whether it is valid. */
function valueOf(type: CallSpec['args'][number]['type'], text: string): Value | undefined {
  if (text.trim() === '') return undefined;
  return attempt(() => readValue(type, text.trim(), 0), text);
}

function placeholderOf({ kind, min, max }: Field): string {
  if (kind === 'address') return '127.0.0.1:0';
  if (kind === 'option-value') return strings.option;
  if (kind === 'number' && min !== undefined && max !== undefined) return max > 1_000_000 ? strings.from(min) : strings.range(min, max);
  return kind === 'names' ? '[$a,$b]' : '';
}
