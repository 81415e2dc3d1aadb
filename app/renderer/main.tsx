/** Entry of the page. */
import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Loaded } from './components/loaded.tsx';
import { keepEndedSessions } from './files/ended.ts';
import { takeWhatIsOpened } from './files/opened.ts';
import { bootstrap } from './store/bootstrap.ts';
import { connect } from './store/host-client.ts';
import { applyStoredTheme } from './store/theme.ts';
import { Window } from './shell/window.tsx';

applyStoredTheme();
keepEndedSessions();
connect();
void bootstrap().then(takeWhatIsOpened);
const root = document.getElementById('root');
if (root) createRoot(root).render(<StrictMode><Loaded><Window /></Loaded></StrictMode>);
