import type { Callflow, FlowNode } from '../../design/document.ts'
import { bareStatusBranch, branchOf } from './branches.ts'
import type { ExchangeContext } from './fields.ts'
import { toDocumentId } from './ids.ts'
import { get, isEqual, isObject, type Json, type JsonObject, tooMuch, withKeys } from './json.ts'
import { OWN_KEY } from './record.ts'
import { branchWordsOf, readStep } from './step.ts'
import { tidyTree } from './tidy-tree.ts'

/** Steps of one callflow, its tails included. */
const MAX_STEPS = 20_000
export const MAX_DEPTH = 200

export type ReadFlow =
  | {
      readonly ok: true
      readonly graph: Pick<Callflow, 'entry' | 'nodes' | 'wires'>
      /** Kazoo ids of the tails that became part of it. */
      readonly folded: ReadonlySet<string>
      readonly problems: readonly string[]
    }
  | { readonly ok: false; readonly error: string }

/** A document of ours that holds a shared tail of another callflow, by its Kazoo id. */
export type Tails = ReadonlyMap<string, JsonObject>

/**
 * Kazoo's tree as a graph. Jumps that we made on export (`jumpTo`) become wires again: to the entry, or to the root of a tail document.
 */
export function readFlow(
  owner: { readonly id: string; readonly document: JsonObject },
  tails: Tails,
  context: ExchangeContext,
): ReadFlow {
  const nodes: Record<string, FlowNode> = {}
  const wires: { from: string; branch: string; to: string }[] = []
  const problems: string[] = []
  const roots = new Map<string, string>()
  const jumps: { readonly wire: { to: string }; readonly target: string }[] = []
  const waiting = new Set<string>()
  let count = 0
  let error: string | undefined

  const readTree = (step: JsonObject, depth: number, tail?: JsonObject): string => {
    const id = `n${++count}`
    if (count > MAX_STEPS) error ??= `more than ${MAX_STEPS.toLocaleString('en')} steps`
    if (depth > MAX_DEPTH) error ??= tooMuch(depth, 'steps in a row', MAX_DEPTH)
    if (error !== undefined) return id
    const { children, rest } = childrenOf(step)
    const { branches, keys, bare } = branchesOf(step, children)
    const content = readStep(rest, { ...context, branches })
    const { problems: found, ...node } = content
    problems.push(
      ...found,
      ...bare.map((key) => `${moduleOf(step)}: Kazoo never takes the way "${key}"; its key is "sip:${key}"`),
    )
    const foreign: Record<string, unknown> = { kazoo: rest }
    if (keys) foreign['kazoo-keys'] = keys
    if (tail) foreign['kazoo-tail'] = tail
    nodes[id] = { id, ...node, position: { x: 0, y: 0 }, foreign }
    children.forEach(([, child], index) => {
      const branch = branches[index] ?? '_'
      const target = jumpTarget(child)
      const isJump = target !== undefined && (target === owner.id || tails.has(target))
      const wire = { from: id, branch, to: isJump ? '' : readTree(child, depth + 1) }
      wires.push(wire)
      if (!isJump) return
      jumps.push({ wire, target })
      if (target !== owner.id) waiting.add(target)
    })
    return id
  }

  const { flow } = owner.document
  const entry = isStep(flow) ? readTree(flow, 1) : null
  if (entry !== null) roots.set(owner.id, entry)
  for (const [id, document] of tails) if (get(document, OWN_KEY, 'loose') === true) waiting.add(id)
  // A set may grow while it is walked: the tails of tails come after them.
  for (const id of waiting) {
    const document = tails.get(id)
    if (!document || !isStep(document.flow) || error !== undefined) continue
    roots.set(id, readTree(document.flow, 1, withKeys(document, [['flow', undefined]])))
  }
  if (error !== undefined) return { ok: false, error }
  for (const { wire, target } of jumps) wire.to = roots.get(target) ?? ''
  const folded = new Set([...roots.keys()].filter((id) => id !== owner.id))
  return { ok: true, graph: { entry, nodes: tidyTree(nodes, wires, [...roots.values()]), wires }, folded, problems }
}

const moduleOf = ({ module }: JsonObject) => (typeof module === 'string' ? module : '')

export function isStep(value: Json | undefined): value is JsonObject {
  return isObject(value) && typeof value.module === 'string'
}

/** The children that are steps, and the step without them. Others, and an empty `children`, stay with the step. */
function childrenOf(step: JsonObject): { children: [string, JsonObject][]; rest: JsonObject } {
  if (!isObject(step.children)) return { children: [], rest: step }
  const children: [string, JsonObject][] = []
  const others: [string, Json][] = []
  for (const [key, child] of Object.entries(step.children)) {
    if (isStep(child)) children.push([key, child])
    else others.push([key, child])
  }
  return { children, rest: withKeys(step, [['children', Object.fromEntries(others)]]) }
}

/** A branch for each child; `keys` says which children key is meant where the branch alone does not. */
function branchesOf(step: JsonObject, children: readonly (readonly [string, JsonObject])[]) {
  const words = branchWordsOf(step)
  const named = get(step, 'data', words.aliasKey ?? '')
  const alias = words.aliasKey !== undefined && typeof named === 'string' ? toDocumentId(named) : undefined
  const plain = children.map(([key]) => (key === words.aliasKey ? undefined : branchOf(key, words)))
  const keys: Record<string, string> = {}
  const bare: string[] = []
  const siblings = children.map(([key]) => key)
  const branches = children.map(([key], index) => {
    const status = bareStatusBranch(key, siblings, words)
    if (status !== undefined) {
      bare.push(key)
      keys[status] = key
      return status
    }
    const usual = plain[index]
    if (usual !== undefined) return usual
    const free = alias !== undefined && key === words.aliasKey && !plain.includes(alias)
    const branch = free ? alias : `kazoo:${key === words.aliasKey ? key : `#${index}`}`
    keys[branch] = key
    return branch
  })
  return { branches, keys: Object.keys(keys).length > 0 ? keys : undefined, bare }
}

/** What a tail document answers to: nothing anybody dials. Kazoo's API takes no callflow without a number or pattern. */
export const tailPattern = (kazooId: string) => `^part:${kazooId}$`

/** Our jump to a callflow: `flow-write.ts` folds shared tails and loops into these. */
export function jumpTo(kazooId: string): JsonObject {
  return { module: 'callflow', data: { id: kazooId, [OWN_KEY]: { jump: true } }, children: {} }
}

/** The Kazoo id a step jumps to, when it is exactly a jump of ours. */
function jumpTarget(step: JsonObject): string | undefined {
  if (step.module !== 'callflow') return undefined
  const id = get(step, 'data', 'id')
  return typeof id === 'string' && isEqual(step, jumpTo(id)) ? id : undefined
}
