import { type Document, parseDocument } from '../design/document.ts'
import { moduleFor } from '../modules/registry.ts'
import { parseSettings } from '../run/compile.ts'

/** The document without the reference at a path: an element of a list goes, a single one is cleared. Undefined where it cannot do without. */
export function withoutReference(document: Document, path: string): Document | undefined {
  const steps = path.split('.')
  const cleared = parseDocument(clearedAt(document, steps, lastElement(document, steps)))
  if (!cleared.ok) return undefined
  const { document: after } = cleared
  const node = after.kind === 'callflow' && steps[0] === 'nodes' ? after.nodes[steps[1] ?? ''] : undefined
  return node && !parseSettings(moduleFor(node.type), node).ok ? undefined : after
}

/** How many steps lead to the last list element on the way; 0 for none. */
function lastElement(value: unknown, steps: readonly string[]): number {
  let at = value
  let last = 0
  for (const [index, step] of steps.entries()) {
    if (Array.isArray(at)) last = index + 1
    at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined
  }
  return last
}

function clearedAt(value: unknown, steps: readonly string[], elementAt: number): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return null
  if (Array.isArray(value)) {
    const index = Number(step)
    return elementAt === 1
      ? value.filter((_, at) => at !== index)
      : value.map((each: unknown, at) => (at === index ? clearedAt(each, rest, elementAt - 1) : each))
  }
  if (typeof value !== 'object' || value === null) return value
  return { ...value, [step]: clearedAt(Reflect.get(value, step), rest, elementAt - 1) }
}
