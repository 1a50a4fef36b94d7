import { z } from 'zod'
import type { Callflow } from '../../../callflow/design/document.ts'
import { flowNode, wire } from '../../../callflow/design/kinds/routing.ts'
import { snap } from './geometry.ts'

const maxChars = 2_000_000
const maxNodes = 2_000

const clipSchema = z.object({
  callwright: z.literal('steps'),
  version: z.literal(1),
  nodes: z.array(flowNode).min(1).max(maxNodes),
  wires: z.array(wire).max(20_000),
})

export type Clip = z.infer<typeof clipSchema>

/** Steps and the wires among them, as text for the clipboard. Undefined when none of the ids is a step. */
export function copySteps(flow: Callflow, ids: ReadonlySet<string>): Clip | undefined {
  const nodes = Object.values(flow.nodes).filter((node) => ids.has(node.id))
  if (nodes.length === 0) return undefined
  const wires = flow.wires.filter(({ from, to }) => ids.has(from) && ids.has(to))
  return { callwright: 'steps', version: 1, nodes, wires }
}

export type ReadClip =
  | { readonly ok: true; readonly clip: Clip }
  /** `error` is null when the text is simply something else. */
  | { readonly ok: false; readonly error: string | null }

/** Clipboard text is anybody's: bounded before it is parsed, checked before it is used. */
export function readClip(text: string): ReadClip {
  if (!text.includes('"callwright"')) return { ok: false, error: null }
  if (text.length > maxChars) {
    return { ok: false, error: `The copied steps are ${text.length} characters long; ${maxChars} can be pasted` }
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, error: null }
  }
  const parsed = clipSchema.safeParse(json)
  if (parsed.success) return { ok: true, clip: parsed.data }
  const issue = parsed.error.issues[0]
  return { ok: false, error: `The copied steps cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` }
}

export interface Pasted {
  readonly flow: Callflow
  readonly ids: readonly string[]
}

/** Copies get new ids and stand a little beside the place they were copied from, or with their top left corner at `at`. */
export function pasteSteps(
  flow: Callflow,
  clip: Clip,
  newId: () => string,
  at?: { readonly x: number; readonly y: number },
): Pasted {
  const left = Math.min(...clip.nodes.map((node) => node.position.x))
  const top = Math.min(...clip.nodes.map((node) => node.position.y))
  const by = at ? { x: at.x - left, y: at.y - top } : { x: 40, y: 40 }
  const ids = new Map(clip.nodes.map((node) => [node.id, newId()]))
  const nodes = { ...flow.nodes }
  for (const node of clip.nodes) {
    const id = ids.get(node.id) ?? node.id
    nodes[id] = { ...node, id, position: { x: snap(node.position.x + by.x), y: snap(node.position.y + by.y) } }
  }
  const wires = clip.wires.flatMap(({ from, branch, to }) => {
    const [source, target] = [ids.get(from), ids.get(to)]
    return source && target ? [{ from: source, branch, to: target }] : []
  })
  return { flow: { ...flow, nodes, wires: [...flow.wires, ...wires] }, ids: [...ids.values()] }
}
