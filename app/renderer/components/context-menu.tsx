/** The menu of a right click, or of the menu key, on a step, a thing or a row. */
import './context-menu.css';
import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { pageStore } from '../store/resettable.ts';
import { strings } from './strings.ts';

export interface MenuItem {
  id: string;
  title: string;
  run: () => void;
}

interface Menu { x: number; y: number; items: readonly MenuItem[] }

const useMenu = pageStore<{ menu: Menu | null }>(() => ({ menu: null }));

/** Opens the menu where the pointer is, or at the focused element; without items the browser opens its own. */
export function openMenu(event: MouseEvent, items: readonly MenuItem[]): void {
  if (items.length === 0) return;
  event.preventDefault();
  const box = event.target instanceof Element ? event.target.getBoundingClientRect() : null;
  const byKey = event.clientX === 0 && event.clientY === 0 && box !== null;
  useMenu.setState({ menu: { x: byKey ? box.left + 8 : event.clientX, y: byKey ? box.bottom : event.clientY, items } });
}

export function ContextMenu() {
  const menu = useMenu((s) => s.menu);
  return menu && <Shown key={`${menu.x} ${menu.y}`} menu={menu} />;
}

function Shown({ menu }: { menu: Menu }) {
  const list = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  const [place, setPlace] = useState({ left: menu.x, top: menu.y });
  const close = () => {
    useMenu.setState({ menu: null });
    if (before instanceof HTMLElement) before.focus();
  };
  useLayoutEffect(() => {
    const box = list.current!.getBoundingClientRect();
    setPlace({ left: Math.max(4, Math.min(menu.x, innerWidth - box.width - 4)),
      top: Math.max(4, Math.min(menu.y, innerHeight - box.height - 4)) });
    list.current!.querySelector<HTMLElement>('button')?.focus();
  }, [menu]);
  useEffect(() => {
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !list.current?.contains(target)) useMenu.setState({ menu: null });
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...list.current!.querySelectorAll<HTMLElement>('button')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section aria-label={strings.menu}>
      <div ref={list} className="context-menu" role="menu" tabIndex={-1} aria-label={strings.menu} style={place} data-testid="context-menu"
        data-own-arrows onKeyDown={onKeyDown} onContextMenu={(event) => event.preventDefault()}>
        {menu.items.map(({ id, title, run }) => (
          <button key={id} type="button" role="menuitem" className="plain" data-testid={`menu-${id}`} onClick={() => {
            close();
            run();
          }}>{title}</button>
        ))}
      </div>
    </section>
  );
}
