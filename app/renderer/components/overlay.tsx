/** A modal dialog over the window: the browser keeps the focus inside and restores it. */
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
      // By default the browser focuses the first focusable element, which need not be the input.
      element.querySelector<HTMLElement>('input')?.focus();
    }
    return () => element?.close();
  }, []);
  // The browser restores the focus as long as the dialog is in the page.
  const leave = () => {
    dialog.current?.close();
    onClose();
  };
  return (
    // A click on the backdrop targets the dialog itself; Escape does the same for the keyboard. By default the browser would
    // close the dialog first and report it later, and keys typed in between would be lost.
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
