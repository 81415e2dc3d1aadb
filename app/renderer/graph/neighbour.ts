/** The neighbour of a thing in the graph in the direction of an arrow key. */
import type { GraphScene } from '../../shared/graph-layout/types.ts';

interface Item {
  id: string;
  node: string;
  column: number;
  y: number;
}

/** The thing that a key leads to, `at` itself if there is none, undefined for other keys. */
export function neighbour(picture: GraphScene, at: string, key: string): string | undefined {
  const items = itemsOf(picture);
  const here = items.find((item) => item.id === at);
  if (!here) return undefined;
  const column = items.filter((item) => item.column === here.column).sort((a, b) => a.y - b.y);
  switch (key) {
    case 'ArrowDown': return column[column.indexOf(here) + 1]?.id ?? at;
    case 'ArrowUp': return column[column.indexOf(here) - 1]?.id ?? at;
    case 'ArrowRight': return across(picture, items, here, 1);
    case 'ArrowLeft': return across(picture, items, here, -1);
    default: return undefined;
  }
}

function across(picture: GraphScene, items: readonly Item[], here: Item, direction: 1 | -1): string {
  const columns = [...new Set(items.map((item) => item.column))].sort((a, b) => a - b);
  const target = columns[columns.indexOf(here.column) + direction];
  const there = items.filter((item) => item.column === target);
  if (there.length === 0) return here.id;
  const ends = picture.edges.flatMap((edge) => (edge.from === here.id ? [edge.to] : edge.to === here.id ? [edge.from] : []));
  const linked = there.filter((item) => ends.some((end) => end === item.id));
  return nearest(linked.length > 0 ? linked : there, here.y).id;
}

function nearest(items: readonly Item[], y: number): Item {
  return items.reduce((best, item) => (Math.abs(item.y - y) < Math.abs(best.y - y) ? item : best));
}

function itemsOf(picture: GraphScene): Item[] {
  return picture.nodes.flatMap((node) => {
    const item = (id: string, y: number): Item => ({ id, node: node.id, column: node.x, y });
    const rows = node.kind === 'process' ? node.chips : node.kind === 'socket' ? [...node.carried, ...(node.slot?.rows ?? [])] : [];
    return [item(node.id, node.y), ...rows.map((row) => item(row.id, node.y + row.y))];
  });
}
