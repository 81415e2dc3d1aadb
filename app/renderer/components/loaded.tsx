/** A part of the window, which can be loaded on first use. If it fails, the rest of the window stays, and the user can reload all of it. */
import './loaded.css';
import { Component, type ReactNode, Suspense } from 'react';
import { strings } from './strings.ts';

interface Props {
  /** Shown while it is loaded. */
  fallback?: ReactNode;
  children: ReactNode;
}

export class Loaded extends Component<Props, { problem: string | null }> {
  override state: { problem: string | null } = { problem: null };

  static getDerivedStateFromError(error: unknown): { problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === null) return <Suspense fallback={this.props.fallback ?? null}>{this.props.children}</Suspense>;
    return (
      <div className="not-loaded" role="alert" data-testid="not-loaded">
        <p>{strings.notLoaded(problem)}</p>
        <button type="button" className="primary" data-testid="load-again" onClick={() => location.reload()}>{strings.loadAgain}</button>
      </div>
    );
  }
}
