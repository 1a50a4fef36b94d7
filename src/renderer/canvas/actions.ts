import type { Callflow } from '../../callflow/design/document.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { applyChange, designSnapshot, getDocument, toastUndo } from '../store/design.ts'
import { toast } from '../ui/toast.tsx'
import { addNode, type Drop } from './core/add-node.ts'
import { branchesOf, continueBranch } from './core/branches.ts'
import { copySteps, pasteSteps, readClip } from './core/clipboard.ts'
import {
  connect,
  disconnect,
  moveNodes,
  removeNodes,
  renameFlow,
  setDisabled,
  setLabel,
  setSettings,
  withNode,
} from './core/edit.ts'
import { type Heights, type Point, rootId } from './core/geometry.ts'
import { type Source, targetOf, wiresFrom } from './core/graph.ts'
import { addLabel, deleteLabel, duplicateLabel, moveLabel, pasteLabel, steps } from './core/labels.ts'
import { type BranchOrder, tidy } from './core/layout.ts'
import { addNumber, readNumber, removeNumber } from './core/numbers.ts'
import { closeQuickAdd, type DropTarget, pinBranch, select, selectWire, useEditor } from './editor-store.ts'
import { titleOf } from './node-view.ts'
import { focusStep, revealNode } from './viewport.ts'

/** What the user does to the callflow on the canvas. Each is one change with a name, so that undo can say what it takes back. */

// Begins with a letter: keys of an object that are whole numbers come first, whenever they were added.
export const newId = (): string => `n${crypto.randomUUID().slice(0, 8)}`

export function flowNow(): Callflow | undefined {
  const { flowId } = useEditor.getState()
  const document = flowId ? getDocument(flowId) : undefined
  return document?.kind === 'callflow' ? document : undefined
}

function commit(before: Callflow, after: Callflow, label: string, mergeKey?: string): void {
  if (after === before) return
  void applyChange({ label, put: [after], ...(mergeKey ? { mergeKey } : {}) })
}

/** `settings` are what the palette says instead of the module's defaults. */
export function addModule(type: string, drop: Drop, settings: Readonly<Record<string, unknown>> = {}): void {
  const flow = flowNow()
  const definition = moduleFor(type)
  if (!flow || !definition) return
  const defaults = definition.settings.safeParse(settings)
  const id = newId()
  const made = {
    id,
    type,
    version: definition.version,
    settings: (defaults.success ? defaults.data : {}) as Record<string, unknown>, // settings schemas are objects
    continueBy: continueBranch(definition),
  }
  commit(flow, addNode(flow, made, drop, measuredHeights), addLabel(definition.name))
  closeQuickAdd()
  select([id])
  focusStep(id)
}

/** Adds after the selected step, else after the last step a caller can come to by default branches. */
export function addModuleAfterSelection(type: string, settings: Readonly<Record<string, unknown>> = {}): void {
  const flow = flowNow()
  if (flow) addModule(type, dropAfterSelection(flow), settings)
}

export function dropAfterSelection(flow: Callflow): Drop {
  const { selection, selectedWire } = useEditor.getState()
  if (selectedWire) return { kind: 'wire', source: selectedWire }
  const [only] = selection
  if (only === rootId) return { kind: 'branch', source: { nodeId: null, branch: '_' } }
  if (only && selection.size === 1 && flow.nodes[only]) return { kind: 'branch', source: openBranchOf(flow, only) }
  return { kind: 'branch', source: endOfFlow(flow), keepsNext: true }
}

/** The branch a step added to a node belongs on: the default, or the first that leads nowhere yet. */
function openBranchOf(flow: Callflow, nodeId: string): Source {
  const node = flow.nodes[nodeId]
  const definition = node ? moduleFor(node.type) : undefined
  const taken = wiresFrom(flow, nodeId).map(({ branch }) => branch)
  const usual = continueBranch(definition) ?? '_'
  if (!node || !taken.includes(usual)) return { nodeId, branch: usual }
  const { shown } = branchesOf({ node, definition, design: designSnapshot(), wired: taken, pinned: pinnedOf(nodeId) })
  return { nodeId, branch: shown.find(({ name }) => !taken.includes(name))?.name ?? usual }
}

function endOfFlow(flow: Callflow): Source {
  let source: Source = { nodeId: null, branch: '_' }
  const seen = new Set<string>()
  for (let next = targetOf(flow, source); next !== undefined && !seen.has(next); next = targetOf(flow, source)) {
    seen.add(next)
    const node = flow.nodes[next]
    const branch = node ? continueBranch(moduleFor(node.type)) : undefined
    if (branch === undefined) break
    source = { nodeId: next, branch }
  }
  return source
}

/** What a module dropped on something does there; undefined where it cannot go. */
export function dropFor(flow: Callflow, target: DropTarget, at: Point): Drop | undefined {
  switch (target.kind) {
    case 'canvas':
      return { kind: 'point', at }
    case 'root':
      return { kind: 'branch', source: { nodeId: null, branch: '_' } }
    case 'wire':
      return { kind: 'wire', source: target.source }
    case 'branch':
      return { kind: 'branch', source: { nodeId: target.nodeId, branch: target.branch } }
    case 'node':
      return acceptsNext(flow, target.nodeId)
        ? { kind: 'branch', source: openBranchOf(flow, target.nodeId) }
        : undefined
  }
}

/** Steps that always end the call have nothing to put a step after. */
export function acceptsNext(flow: Callflow, nodeId: string): boolean {
  const node = flow.nodes[nodeId]
  return node !== undefined && continueBranch(moduleFor(node.type)) !== undefined
}

/** Selects a step, brings it into view and gives it the keyboard. */
export function goToStep(id: string): void {
  const node = flowNow()?.nodes[id]
  select([id])
  if (node) revealNode(node)
  focusStep(id)
}

/** Brings a step into view and leaves selection and keyboard where they are. */
export function goToStepQuietly(id: string): void {
  const node = flowNow()?.nodes[id]
  if (node) revealNode(node)
}

export function connectSteps(source: Source, to: string): void {
  const flow = flowNow()
  if (!flow) return
  const name = flow.nodes[to] ? titleOf(flow.nodes[to]) : ''
  commit(flow, connect(flow, source, to), source.nodeId === null ? `Start with ${name}` : `Connect to ${name}`)
}

/** Moves the end of a wire, or its start, as one change. */
export function reconnectWire(old: Source, next: Source, to: string): void {
  const flow = flowNow()
  if (!flow) return
  const moved = old.nodeId === next.nodeId && old.branch === next.branch ? flow : disconnect(flow, old)
  commit(flow, connect(moved, next, to), 'Move wire')
}

export function disconnectWire(source: Source): void {
  const flow = flowNow()
  if (!flow) return
  if (source.nodeId) pinBranch(source.nodeId, source.branch)
  commit(flow, disconnect(flow, source), 'Delete wire')
  selectWire(null)
}

export function moveSteps(positions: ReadonlyMap<string, Point>): void {
  const flow = flowNow()
  if (flow) commit(flow, moveNodes(flow, positions), moveLabel(positions.size))
}

export function deleteSteps(ids: ReadonlySet<string>): void {
  const flow = flowNow()
  if (!flow) return
  const gone = [...ids].filter((id) => flow.nodes[id])
  const [first] = gone
  if (first === undefined) return
  const node = flow.nodes[first]
  const label = deleteLabel(gone.length, node ? titleOf(node) : undefined)
  commit(flow, removeNodes(flow, gone), label)
  select([])
  // The keyboard stays on the canvas: at the step before.
  focusStep(flow.wires.find(({ from, to }) => to === first && !ids.has(from))?.from ?? rootId)
  if (gone.length > 1) toastUndo(`${gone.length} steps deleted`)
}

/** Delete key: whatever is selected. */
export function deleteSelection(): void {
  const { selection, selectedWire } = useEditor.getState()
  if (selectedWire) disconnectWire(selectedWire)
  else deleteSteps(selection)
}

export function selectAll(): void {
  const flow = flowNow()
  if (flow) select(Object.keys(flow.nodes))
}

/** Text for the clipboard, or undefined when no step is selected. */
export function copySelection(): string | undefined {
  const flow = flowNow()
  const clip = flow && copySteps(flow, useEditor.getState().selection)
  return clip && JSON.stringify(clip)
}

/** True when the text held steps, readable or not. */
export function pasteText(text: string, at?: Point): boolean {
  const flow = flowNow()
  const read = readClip(text)
  if (!flow || (!read.ok && read.error === null)) return false
  if (!read.ok) {
    toast.error(read.error ?? '')
    return true
  }
  const pasted = pasteSteps(flow, read.clip, newId, at)
  commit(flow, pasted.flow, pasteLabel(pasted.ids.length))
  select(pasted.ids)
  return true
}

export function duplicateSelection(): void {
  const flow = flowNow()
  const clip = flow && copySteps(flow, useEditor.getState().selection)
  if (!flow || !clip) return
  const pasted = pasteSteps(flow, clip, newId)
  commit(flow, pasted.flow, duplicateLabel(pasted.ids.length))
  select(pasted.ids)
}

export function tidyUp(): void {
  const flow = flowNow()
  if (flow) commit(flow, tidy(flow, measuredHeights, branchOrder(flow)), 'Tidy up')
}

/** Branches of a step from left to right, as drawn. */
export function branchOrder(flow: Callflow): BranchOrder {
  const design = designSnapshot()
  return (nodeId) => {
    const node = flow.nodes[nodeId]
    if (!node) return []
    const wired = wiresFrom(flow, nodeId).map(({ branch }) => branch)
    const about = { node, definition: moduleFor(node.type), design, wired, pinned: pinnedOf(nodeId) }
    return branchesOf(about).shown.map(({ name }) => name)
  }
}

export function labelStep(id: string, label: string): void {
  const flow = flowNow()
  const node = flow?.nodes[id]
  if (flow && node && node.label !== label)
    commit(flow, setLabel(flow, id, label), 'Rename step', `label:${flow.id}:${id}`)
}

/** Settings as parsed by the module, written in its present version. `seen`: those that they were made of. */
export function changeSettings(
  id: string,
  settings: Record<string, unknown>,
  seen: Readonly<Record<string, unknown>>,
): void {
  const flow = flowNow()
  const node = flow?.nodes[id]
  if (!flow || !node) return
  const version = moduleFor(node.type)?.version ?? node.version
  const put = [setSettings(flow, id, settings, version)]
  const from = [withNode(flow, { ...node, settings: { ...seen } })]
  void applyChange({ label: `Edit ${titleOf(node)}`, put, from, mergeKey: `settings:${flow.id}:${id}` })
}

export function toggleDisabled(ids: ReadonlySet<string>): void {
  const flow = flowNow()
  if (!flow) return
  const nodes = [...ids].flatMap((id) => flow.nodes[id] ?? [])
  const disable = nodes.some((node) => !node.disabled)
  const label = `${disable ? 'Disable' : 'Enable'} ${steps(nodes.length)}`
  commit(flow, setDisabled(flow, ids, disable), label)
}

export function renameCallflow(name: string): void {
  const flow = flowNow()
  if (flow) commit(flow, renameFlow(flow, name), `Rename callflow ${flow.name}`)
}

/** A sentence when the number cannot be added, else null. */
export async function addFlowNumber(typed: string): Promise<string | null> {
  const flow = flowNow()
  if (!flow) return null
  const read = readNumber(typed, flow, designSnapshot().list('callflow'))
  if (!read.ok) return read.error
  const result = await applyChange({
    label: `Add number ${read.number}`,
    put: [addNumber(flow, read.number)],
    quiet: true,
  })
  return result.ok ? null : result.refusal.message
}

export function removeFlowNumber(number: string): void {
  const flow = flowNow()
  if (flow) commit(flow, removeNumber(flow, number), `Remove number ${number}`)
}

const pinnedOf = (nodeId: string): readonly string[] => useEditor.getState().pinned.get(nodeId) ?? []

/** Heights of nodes as React Flow measured them; written by the canvas, read when room is made. */
export const measuredHeights: Map<string, number> & Heights = new Map()
