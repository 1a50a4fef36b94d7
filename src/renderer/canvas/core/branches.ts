import type { BranchSpec, ModuleDefinition } from '../../../callflow/define-module.ts'
import type { FlowNode } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { settingsOf } from '../../../callflow/run/compile.ts'

/** The ways out of a node as the canvas draws them. */
export interface NodeBranches {
  /** Drawn as handles. */
  readonly shown: readonly BranchSpec[]
  /** Behind the "+". */
  readonly hidden: readonly BranchSpec[]
}

/** Single keys in the order of a telephone keypad; a menu offers those it accepts. */
const keypad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#']

/**
 * Handles are the branches a module always has, those with a wire, and those the user asked for; the rest waits behind "+".
 * `wired` are the names of branches that have a wire; ones the module does not know (an import, an older setting) are kept.
 */
export function branchesOf(about: {
  readonly node: FlowNode
  readonly definition: ModuleDefinition | undefined
  readonly design: DesignSnapshot
  readonly wired: readonly string[]
  readonly pinned?: readonly string[]
}): NodeBranches {
  const known = knownBranches(about)
  const names = new Set(known.map(({ name }) => name))
  const wanted = new Set([...about.wired, ...(about.pinned ?? [])])
  const strays = [...wanted].filter((name) => !names.has(name)).map((name) => ({ name, label: labelOfBranch(name) }))
  const shown = [...known.filter(({ name, optional }) => !optional || wanted.has(name)), ...strays]
  const hidden = known.filter(({ name, optional }) => optional && !wanted.has(name))
  return { shown: defaultLast(shown), hidden }
}

function knownBranches({ node, definition, design }: Parameters<typeof branchesOf>[0]): readonly BranchSpec[] {
  if (!definition) return []
  const settings = settingsOf(node)
  const data = settings.ok ? (definition.dataBranches?.(settings.value, design) ?? []) : []
  const keys = definition.acceptsBranch
    ? keypad.filter(definition.acceptsBranch).map((name) => ({ name, label: `Key ${name}`, optional: true }))
    : []
  const byName = new Map<string, BranchSpec>()
  for (const spec of [...keys, ...data, ...definition.branches]) byName.set(spec.name, spec)
  return [...byName.values()]
}

/** The default branch reads last: keys and rules first, then what happens otherwise. */
const defaultLast = (specs: readonly BranchSpec[]): readonly BranchSpec[] => [
  ...specs.filter(({ name }) => name !== '_'),
  ...specs.filter(({ name }) => name === '_'),
]

/** Words for a branch no module describes. */
export function labelOfBranch(name: string): string {
  if (name === '_') return 'Otherwise'
  const sip = /^sip:(\d{3})$/.exec(name)
  return sip ? `SIP ${sip[1]}` : name
}

/** The branch by which a flow goes on after a step; undefined when the step ends the call. */
export function continueBranch(definition: ModuleDefinition | undefined): string | undefined {
  if (!definition) return '_'
  const always = definition.branches.filter(({ optional }) => !optional)
  return (always.find(({ name }) => name === '_') ?? always[0])?.name
}
