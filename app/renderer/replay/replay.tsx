/** Entry of an exported page. */
import './fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { History } from '../store/history.ts';
import { replaceHistory, seek, showSession } from '../store/session.ts';
import { applyStoredTheme } from '../store/theme.ts';
import { embeddedTrace } from './embedded.ts';
import { recordedSession } from './recorded-session.ts';
import { visible } from '../../shared/base/visible.ts';
import { ReplayWindow } from './replay-window.tsx';
import { strings } from './strings.ts';

applyStoredTheme();
const root = document.getElementById('root');
if (root) {
  const page = createRoot(root);
  try {
    const { log, damage, step } = embeddedTrace();
    document.title = visible(strings.title(log.header.scenario.title));
    showSession(recordedSession(log));
    const history = new History(log.header);
    for (const one of log.steps()) history.append(one);
    replaceHistory(history);
    seek(step);
    page.render(<StrictMode><ReplayWindow damage={damage} /></StrictMode>);
  } catch (error) {
    page.render(<p className="empty">{strings.unreadable((error as Error).message)}</p>);
  }
}
