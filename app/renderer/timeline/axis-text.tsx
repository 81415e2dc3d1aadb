/** What the axis shows, as text that is read out when it has rested, and as a table beside it. */
import { useEffect, useMemo, useState } from 'react';
import { MARKS } from '../../shared/axis/axis.ts';
import type { Picture } from './picture.ts';
import { strings } from './strings.ts';
import { type Told, toldOf } from './told.ts';

/** Milliseconds: while the user zooms and drags, nothing is read out. */
const RESTS = 250;

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), RESTS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

export function AxisText({ id, picture }: { id: string; picture: Picture }) {
  const rested = useRested(picture);
  const told = useMemo(() => toldOf(rested), [rested]);
  return (
    <>
      <output className="axis-text" id={id} data-testid="axis-text">
        {told.to === 0 ? '' : `${strings.part(rested.range !== null, told.from, told.to)} ${marksText(told)}`}</output>
      <div className="hidden-words"><AxisTable told={told} /></div>
    </>
  );
}

function marksText({ marks, found }: Told): string {
  return [...MARKS.flatMap((kind) => (marks[kind] > 0 ? [strings.marks[kind](marks[kind])] : [])),
    ...(found === null ? [] : [strings.found(found)])].join(', ');
}

function AxisTable({ told }: { told: Told }) {
  const { from, to, lanes, transfers, sockets, shared, marks } = told;
  return (
    <table data-testid="axis-table">
      <caption>{strings.table(from, to)}</caption>
      <thead><tr><th scope="col">{strings.lane}</th><th scope="col">{strings.steps}</th></tr></thead>
      <tbody>
        {lanes.map((lane) => <tr key={lane.name}><th scope="row">{lane.name}</th><td>{lane.steps}</td></tr>)}
        {MARKS.map((kind) => <tr key={kind}><th scope="row">{strings.kinds[kind]}</th><td>{marks[kind]}</td></tr>)}
        <tr><th scope="row">{strings.transfers}</th><td>{transfers}</td></tr>
        <tr><th scope="row">{strings.openSockets}</th><td>{strings.ofThem(sockets, shared)}</td></tr>
      </tbody>
    </table>
  );
}
