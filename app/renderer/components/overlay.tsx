/** A modal dialog over the window: the browser keeps the focus inside and gives it back. */
import './overlay.css';
import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  label: string;
  className: string;
  onClose: () => void;
  children: ReactNode;
}

export function OverlayDialog({ label, className, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
      // By itself the browser takes the first thing that can have the focus, which need not be what one types into.
      element.querySelector<HTMLElement>('input')?.focus();
    }
    return () => element?.close();
  }, []);
  // The browser gives the focus back as long as the dialog stands in the page.
  const leave = () => {
    dialog.current?.close();
    onClose();
  };
  return (
    // A click on the backdrop is one on the dialog itself; Escape does the same for the keyboard. By itself the browser would
    // close the dialog first and tell of it a moment later, and keys that are typed meanwhile would be lost.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={dialog} className={`overlay ${className}`} aria-label={label} onClose={onClose}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        leave();
      }}
      onClick={(event) => { if (event.target === dialog.current) leave(); }}>
      {children}
    </dialog>
  );
}
