/** Panel sizes chosen by the user, which the browser stores for the next session. */
import { useDefaultLayout } from 'react-resizable-panels';

/** Properties for a Group: its id, the stored sizes if the user has moved a border, and a callback that stores new ones. */
export function useRemembered(id: string, panelIds: string[]) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: `sizes-${id}`, panelIds, onlySaveAfterUserInteractions: true });
  return { id, defaultLayout, onLayoutChanged };
}
