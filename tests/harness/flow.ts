import { type Callflow, makeDocument } from '../../src/callflow/design/document.ts'

export interface NodeSketch {
  readonly type: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** Branch to node id. */
  readonly wires?: Readonly<Record<string, string>>
}

/** A callflow from a sketch; the first node is the entry. */
export function flow(
  id: string,
  sketch: { readonly numbers?: readonly string[]; readonly nodes: Readonly<Record<string, NodeSketch>> },
): Callflow {
  const entries = Object.entries(sketch.nodes)
  const nodes = entries.map(([nodeId, { type, settings = {} }], index) => {
    const node = { id: nodeId, type, version: 1, label: '', disabled: false, settings: { ...settings } }
    return [nodeId, { ...node, position: { x: 0, y: index * 100 } }] as const
  })
  const wires = entries.flatMap(([from, { wires: own = {} }]) =>
    Object.entries(own).map(([branch, to]) => ({ from, branch, to })),
  )
  return makeDocument('callflow', {
    id,
    name: id,
    numbers: [...(sketch.numbers ?? [])],
    entry: entries[0]?.[0] ?? null,
    nodes: Object.fromEntries(nodes),
    wires,
  })
}
