/** The sizes that the user gave to panels, kept by the browser for the next session. */
import { useDefaultLayout } from 'react-resizable-panels';

/** Properties for a Group: its id, its former sizes if the user has moved a border, and what keeps new ones. */
export function useRemembered(id: string, panelIds: string[]) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: `sizes-${id}`, panelIds, onlySaveAfterUserInteractions: true });
  return { id, defaultLayout, onLayoutChanged };
}
