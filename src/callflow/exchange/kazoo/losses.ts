import type { z } from 'zod'
import type { FlowNode } from '../../design/document.ts'
import { unwrap } from '../../design/schema-shape.ts'
import { moduleFor } from '../../modules/registry.ts'
import type { BranchWords } from './action.ts'
import { get, isObject, type Json, type JsonObject } from './json.ts'
import { OWN_KEY } from './record.ts'

/** What a document or a step says that Kazoo does not read: sentences for whoever exports it. `of` names the step; undefined for a document. */
export function lossesOf(
  of: string | undefined,
  { schema, silent = [] }: { readonly schema: z.ZodType; readonly silent?: readonly string[] },
  written: JsonObject | undefined,
): string[] {
  const start = of === undefined ? '' : `${of}: `
  const beside = get(written, OWN_KEY, 'settings')
  const { shape } = unwrap(schema)
  const fields = shape.kind === 'object' ? shape.shape : {}
  const lost = Object.keys(isObject(beside) ? beside : {}).filter(
    (key) => Object.hasOwn(fields, key) && !silent.includes(key),
  )
  const bound = get(written, OWN_KEY, 'variables')
  return [
    ...(lost.length > 0 ? [`${start}Kazoo has nothing for ${listed(lost.map((key) => labelOf(schema, key)))}`] : []),
    ...Object.entries(isObject(bound) ? bound : {}).map(
      ([path, variable]) => start + fromVariable(schema, path, variable),
    ),
  ]
}

/** Branches that are wired here and never taken there. */
export function lostBranches(node: FlowNode, { only }: BranchWords, wired: readonly string[]): string[] {
  if (only === undefined) return []
  const lost = wired.filter((branch) => !only.includes(branch))
  if (lost.length === 0) return []
  return [`${titleOf(node)}: Kazoo never leaves it by ${listed(lost.map((branch) => branchLabel(node, branch)))}`]
}

/** A step Kazoo has no action for. */
export function skippedStep(node: FlowNode, wired: readonly string[]): string {
  const goesOn = wired.includes('_') ? 'goes on by its default way' : 'ends the call there, for it has no default way'
  return `${titleOf(node)}: Kazoo skips this step and ${goesOn}`
}

export function titleOf({ type, label }: FlowNode): string {
  const name = moduleFor(type)?.name ?? type
  return label === '' ? name : `${name} "${label}"`
}

function labelOf(schema: z.ZodType, key: string): string {
  const { shape } = unwrap(schema)
  const field = shape.kind === 'object' && Object.hasOwn(shape.shape, key) ? shape.shape[key] : undefined
  return (field && unwrap(field).meta.label) ?? key
}

function fromVariable(schema: z.ZodType, path: string, variable: Json): string {
  const [key = ''] = path.split('.')
  return `Kazoo cannot read "${labelOf(schema, key)}" from the variable ${JSON.stringify(variable)}`
}

function branchLabel(node: FlowNode, branch: string): string {
  return moduleFor(node.type)?.branches.find(({ name }) => name === branch)?.label ?? branch
}

const listed = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
