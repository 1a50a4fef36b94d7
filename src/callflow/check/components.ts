/** A part of a graph in which every node leads to every other, or a single node. */
export interface Component {
  readonly nodes: readonly string[]
  /** Whether it can go round: several nodes, or one that leads to itself. */
  readonly isCircular: boolean
}

interface Frame {
  readonly id: string
  readonly next: Iterator<string>
}

/**
 * The strongly connected components that can be reached from a node, what comes last first (Tarjan). Without recursion: imported callflows
 * may be thousands of steps deep.
 */
export function componentsFrom(start: string, nextOf: (id: string) => Iterable<string>): readonly Component[] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const found: Component[] = []
  const frames: Frame[] = []
  const enter = (id: string) => {
    order.set(id, order.size)
    low.set(id, order.size - 1)
    open.push(id)
    isOpen.add(id)
    frames.push({ id, next: nextOf(id)[Symbol.iterator]() })
  }
  const lower = (id: string, value: number | undefined) => {
    if (value !== undefined && value < (low.get(id) ?? 0)) low.set(id, value)
  }
  enter(start)
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const { id } = frame
    const step = frame.next.next()
    if (!step.done) {
      if (!order.has(step.value)) enter(step.value)
      else if (isOpen.has(step.value)) lower(id, order.get(step.value))
      continue
    }
    frames.pop()
    const above = frames.at(-1)
    if (above) lower(above.id, low.get(id))
    if (low.get(id) !== order.get(id)) continue
    const nodes = open.splice(open.lastIndexOf(id))
    for (const node of nodes) isOpen.delete(node)
    found.push({ nodes, isCircular: nodes.length > 1 || [...nextOf(id)].includes(id) })
  }
  return found
}
