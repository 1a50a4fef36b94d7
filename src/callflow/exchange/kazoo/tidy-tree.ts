import type { FlowNode, Wire } from '../../design/document.ts'

const COLUMN = 264
const ROW = 164
const GRID = 4

/** Places for steps that have none yet: rows by depth, leaves side by side, every step above the middle of what follows it. */
export function tidyTree(
  nodes: Readonly<Record<string, FlowNode>>,
  wires: readonly Wire[],
  roots: readonly string[],
): Record<string, FlowNode> {
  const next = Map.groupBy(wires, (wire) => wire.from)
  const depth = new Map<string, number>()
  const below = new Map<string, string[]>()
  const order: string[] = []
  for (const root of roots) {
    const open = depth.has(root) ? [] : [root]
    if (open.length > 0) depth.set(root, 0)
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      order.push(id)
      const own: string[] = []
      for (const { to } of next.get(id) ?? []) {
        if (depth.has(to) || !nodes[to]) continue
        depth.set(to, (depth.get(id) ?? 0) + 1)
        own.push(to)
      }
      below.set(id, own)
      open.push(...own.toReversed())
    }
  }
  const columns = columnsOf(order, below)
  return Object.fromEntries(
    Object.values(nodes).map((node) => {
      const x = Math.round(((columns.get(node.id) ?? 0) * COLUMN) / GRID) * GRID
      return [node.id, { ...node, position: { x, y: (depth.get(node.id) ?? 0) * ROW } }]
    }),
  )
}

/** Depth-first order puts a step before all below it: leaves count up forwards, the others take their middle backwards. */
function columnsOf(order: readonly string[], below: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const columns = new Map<string, number>()
  let leaves = 0
  for (const id of order) if ((below.get(id) ?? []).length === 0) columns.set(id, leaves++)
  for (const id of order.toReversed()) {
    const own = below.get(id) ?? []
    const [first] = own
    const last = own.at(-1)
    if (first === undefined || last === undefined) continue
    columns.set(id, ((columns.get(first) ?? 0) + (columns.get(last) ?? 0)) / 2)
  }
  return columns
}
