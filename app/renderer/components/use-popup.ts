/** A popup below its button: a press outside of `box` closes it. */
import { type RefObject, useEffect, useRef, useState } from 'react';

interface Popup { open: boolean; setOpen: (open: boolean) => void; box: RefObject<HTMLSpanElement | null> }

export function usePopup(): Popup {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => { if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false); };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return { open, setOpen, box };
}
