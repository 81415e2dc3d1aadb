/** `Menu`: checks the template and keeps it. Nothing is drawn. */
import { onlyKnown, strict } from './strict.ts';

interface Item { label?: string; role?: string; type?: string; submenu?: Item[]; click?: () => void }

const ROLES = new Set([
  'appmenu', 'filemenu', 'editmenu', 'windowmenu', 'help', 'resetzoom', 'zoomin', 'zoomout', 'togglefullscreen', 'toggledevtools',
]);

/** The application's menu as labels and roles, for the tests. */
export let applicationMenu: string[] = [];

function check(items: readonly Item[]): string[] {
  return items.flatMap((item) => {
    onlyKnown('menu item', item, ['label', 'role', 'type', 'submenu', 'click']);
    if (item.role !== undefined && !ROLES.has(item.role.toLowerCase()))
      throw new Error(`The stand-in for electron does not know the role ${item.role}`);
    if (item.type !== undefined && item.type !== 'separator')
      throw new Error(`The stand-in for electron does not know the item type ${item.type}`);
    return [item.role ?? item.label ?? item.type ?? '', ...check(item.submenu ?? [])];
  });
}

export const Menu = strict('Menu', {
  buildFromTemplate(template: Item[]): { entries: string[] } {
    return { entries: check(template) };
  },
  setApplicationMenu(menu: { entries: string[] }): void {
    applicationMenu = menu.entries;
  },
});
