/** Wheel and pointer over the axis. */
import { LEAST, panned, zoomed } from '../../shared/axis/moves.ts';
import type { StepNumber } from '../../shared/domain/ids.ts';
import { entity } from '../../shared/domain/world.ts';
import { socketTitle } from '../../shared/domain/labels.ts';
import { clearRange, lookAt, selectRange, wholeView } from '../store/axis.ts';
import { goTo } from '../store/session-actions.ts';
import { select } from '../store/ui.ts';
import { LABEL, RULER, SOCKET, socketY } from './metrics.ts';
import { type Picture, scaleFor } from './picture.ts';
import { strings } from './strings.ts';

/** A pointer that moved less than this was a click. */
const CLICK = 4;
/** Factor per pixel of the wheel. */
const WHEEL = 1 / 300;

type Press = { x: number; view: Picture['view']; in: 'ruler' | 'tracks'; dragged: boolean };

export class AxisPointer {
  readonly #canvas: HTMLCanvasElement;
  readonly #scroller: HTMLElement;
  readonly #picture: () => Picture;
  readonly #onOver: (text: string) => void;
  readonly #stop = new AbortController();
  #press: Press | null = null;

  /** `onOver` gets the text about what is under the pointer; empty for nothing. */
  constructor(canvas: HTMLCanvasElement, scroller: HTMLElement, picture: () => Picture, onOver: (text: string) => void) {
    this.#canvas = canvas;
    this.#scroller = scroller;
    this.#picture = picture;
    this.#onOver = onOver;
    const { signal } = this.#stop;
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    canvas.addEventListener('pointerdown', (event) => this.#pressed(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#moved(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#released(event), { signal });
    canvas.addEventListener('pointercancel', () => { this.#press = null; }, { signal });
    canvas.addEventListener('pointerleave', () => onOver(''), { signal });
  }

  dispose(): void {
    this.#stop.abort();
  }

  get #scale() {
    return scaleFor(this.#picture(), this.#canvas.clientWidth);
  }

  /** The wheel zooms about the pointer; with Shift, or turned sideways, it pans; with Alt it scrolls the lanes. */
  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { view, unit } = this.#picture();
    if (event.altKey) {
      this.#scroller.scrollBy({ top: event.deltaY });
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY)) lookAt(panned(view, sideways / this.#scale.pitch, wholeView()));
    else lookAt(zoomed(view, Math.exp(event.deltaY * WHEEL), this.#scale.place(event.offsetX), wholeView(), LEAST[unit]));
  }

  #pressed(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#press = { x: event.offsetX, view: this.#picture().view, in: event.offsetY < RULER.h ? 'ruler' : 'tracks', dragged: false };
    this.#canvas.setPointerCapture(event.pointerId);
  }

  #moved(event: PointerEvent): void {
    const press = this.#press;
    if (!press) {
      this.#onOver(this.#textAt(event));
      return;
    }
    press.dragged ||= Math.abs(event.offsetX - press.x) > CLICK;
    if (!press.dragged) return;
    if (press.in === 'tracks') lookAt(panned(press.view, (press.x - event.offsetX) / this.#scale.pitch, wholeView()));
    else selectRange(this.#stepAt(press.x), this.#stepAt(event.offsetX));
  }

  #released(event: PointerEvent): void {
    const press = this.#press;
    this.#press = null;
    if (!press || press.dragged || event.offsetX < LABEL - 8) return;
    const socket = this.#socketAt(event);
    if (socket) select(socket.id);
    else if (press.in === 'ruler') clearRange();
    goTo(this.#stepAt(event.offsetX));
  }

  #stepAt(x: number): StepNumber {
    return this.#scale.nearest(Math.max(LABEL, x), this.#picture().length);
  }

  #socketAt({ offsetX, offsetY }: PointerEvent) {
    const { axis, lanes, length } = this.#picture();
    const row = Math.floor((offsetY + this.#scroller.scrollTop - socketY(lanes.length, 0) + SOCKET.h / 2) / SOCKET.h);
    const n = this.#scale.firstAt(offsetX + 1) - 1;
    return offsetY < RULER.h || row < 0 || n > length ? null : axis.sockets.socketAt(row, n);
  }

  #textAt(event: PointerEvent): string {
    const socket = this.#socketAt(event);
    if (!socket) return '';
    const { log } = this.#picture();
    const known = entity(log.worldAt(socket.from), 'socket', socket.id as `socket:${string}`);
    return strings.socket(known ? socketTitle(known) : socket.id, socket.from, socket.holders);
  }
}
