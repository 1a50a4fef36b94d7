/** A wire that leaves a node: how far its target lies to the right (negative: left) and where its handle is among its siblings. */
export interface LaneWire {
  readonly id: string
  readonly handle: number
  readonly towards: number
}

/**
 * Wires of one node run sideways at different heights, so that no two lie on each other and none crosses a sibling on the way: of those
 * going left the leftmost turns first, of those going right the rightmost. Lane 0 is the highest.
 */
export function lanesOf(wires: readonly LaneWire[]): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>()
  const left = wires.filter(({ towards }) => towards < 0).toSorted((a, b) => a.handle - b.handle)
  const right = wires.filter(({ towards }) => towards >= 0).toSorted((a, b) => b.handle - a.handle)
  for (const side of [left, right]) for (const [lane, { id }] of side.entries()) lanes.set(id, lane)
  return lanes
}
