/** The application menu: standard items, and the documents behind the rules. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { openDocument } from './links.ts';

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['WSADuplicateSocketW', 'https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaduplicatesocketw'],
  ['WSAEventSelect', 'https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-wsaeventselect'],
  ['unix(7): SCM_RIGHTS', 'https://man7.org/linux/man-pages/man7/unix.7.html'],
  ['epoll(7)', 'https://man7.org/linux/man-pages/man7/epoll.7.html'],
];

/** Sets the application's menu. Without `devTools` it has no developer tools. */
export function setMenu(devTools: boolean): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const developer: MenuItemConstructorOptions[] = devTools ? [{ type: 'separator' }, { role: 'toggleDevTools' }] : [];
  const template: MenuItemConstructorOptions[] = [
    ...mac,
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' },
        { type: 'separator' }, { role: 'togglefullscreen' },
        ...developer,
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: DOCUMENTS.map(([label, address]) => ({ label, click: () => openDocument(address) })) },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
