import type { z } from 'zod'
import type { Document } from './document.ts'
import type { DocumentId, DocumentKind } from './kind.ts'
import { referencePlaces } from './references.ts'
import type { DesignSnapshot } from './snapshot.ts'

/** Names of call variables: a letter, then letters, digits, `_` and `-`, at most 48. */
export const variableNamePattern = /^[A-Za-z][A-Za-z0-9_-]{0,47}$/

/**
 * A reference of a step that is read from a variable of the call (M37). In the design file it is `{ "variable": "name" }` in the place of the id; only
 * settings of steps may have it, never documents.
 */
export interface VariableBinding {
  readonly path: readonly string[]
  readonly variable: string
  /** What the variable may name. */
  readonly kinds: readonly DocumentKind[]
}

/** What stands in the place of a bound reference where an id is wanted: forms and summaries. */
export const standInFor = (variable: string): DocumentId => STAND_IN + variable

export const variableOfStandIn = (id: string): string | undefined =>
  id.startsWith(STAND_IN) ? id.slice(STAND_IN.length) : undefined

const STAND_IN = 'var--'

/** Settings as stored, parted into settings the schema understands (stand-ins for what is bound) and the bindings. */
export function takeBindings(
  schema: z.ZodType,
  settings: Readonly<Record<string, unknown>>,
): { readonly settings: Record<string, unknown>; readonly bindings: readonly VariableBinding[] } {
  const bindings: VariableBinding[] = []
  let taken: unknown = settings
  for (const { steps, kinds } of referencePlaces(schema)) {
    taken = mapAt(taken, steps, [], (value, path) => {
      const variable = boundTo(value)
      if (variable === undefined) return value
      bindings.push({ path, variable, kinds })
      return standInFor(variable)
    })
  }
  return { settings: taken as Record<string, unknown>, bindings } // a record of the same shape
}

/** The inverse, for what a form gives back: stand-ins become bindings again. */
export function putBindings(schema: z.ZodType, settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let put: unknown = settings
  for (const { steps } of referencePlaces(schema)) {
    put = mapAt(put, steps, [], (value) => {
      const variable = typeof value === 'string' ? variableOfStandIn(value) : undefined
      return variable === undefined ? value : { variable }
    })
  }
  return put as Record<string, unknown> // as above
}

/**
 * Settings with the ids that the variables name. Where there is none, a single reference is null ("nothing chosen") and an element of a list is left
 * out.
 */
export function resolveBindings(
  settings: unknown,
  bindings: readonly VariableBinding[],
  idOf: (binding: VariableBinding) => DocumentId | undefined,
): unknown {
  if (bindings.length === 0) return settings
  let resolved = settings
  for (const binding of bindings) {
    const id = idOf(binding)
    resolved = mapAt(resolved, binding.path, [], () => id ?? nowhere)
  }
  return withoutNowhere(resolved)
}

/** The document a variable names: by id, else by the number that reaches it (what a caller keyed). */
export function documentNamed(
  design: DesignSnapshot,
  kinds: readonly DocumentKind[],
  value: string,
): DocumentId | undefined {
  if (value === '') return undefined
  const named = design.get(value)
  if (named && kinds.includes(named.kind)) return named.id
  for (const kind of kinds) {
    const found = design.list(kind).find((each) => numbersOf(each).includes(value))
    if (found) return found.id
  }
  return undefined
}

/** A view of the design in which stand-ins are documents named "variable x", so that summaries speak of variables as of documents. */
export function withStandIns(design: DesignSnapshot): DesignSnapshot {
  return {
    list: (kind) => design.list(kind),
    documents: () => design.documents(),
    account: design.account,
    size: design.size,
    get: (id) => design.get(id) ?? standIn(id),
    find: (kind, id) => design.find(kind, id) ?? (standIn(id ?? '') as ReturnType<typeof design.find<typeof kind>>), // has a name, which is all a summary reads
  }
}

function standIn(id: string): Document | undefined {
  const variable = variableOfStandIn(id)
  return variable === undefined ? undefined : ({ id, name: `variable ${variable}` } as Document) // as above
}

function numbersOf(document: Document): readonly string[] {
  switch (document.kind) {
    case 'user':
      return [document.extension]
    case 'mailbox':
    case 'phone-number':
      return [document.number]
    case 'device':
      return [document.sipUsername]
    case 'callflow':
    case 'conference':
      return document.numbers
    default:
      return []
  }
}

function boundTo(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'variable')) return undefined
  const variable: unknown = Reflect.get(value, 'variable')
  return typeof variable === 'string' && variableNamePattern.test(variable) ? variable : undefined
}

const nowhere = Symbol('no such document')

function withoutNowhere(value: unknown): unknown {
  if (value === nowhere) return null
  if (Array.isArray(value)) return value.filter((element) => !namesNowhere(element)).map(withoutNowhere)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutNowhere(each)]))
}

const namesNowhere = (element: unknown) =>
  element === nowhere || (typeof element === 'object' && element !== null && Object.values(element).includes(nowhere))

/** A copy with the values at `steps` changed; `*` is every element. The same object when nothing changes. */
function mapAt(
  value: unknown,
  steps: readonly string[],
  path: readonly string[],
  change: (value: unknown, path: readonly string[]) => unknown,
): unknown {
  const [step, ...rest] = steps
  if (step === undefined) return change(value, path)
  if (typeof value !== 'object' || value === null) return value
  const keys = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : []
  let changed: object = value
  for (const key of keys) {
    const before: unknown = Reflect.get(value, key)
    const after = mapAt(before, rest, [...path, key], change)
    if (after === before) continue
    if (changed === value) changed = Array.isArray(value) ? [...(value as unknown[])] : { ...value }
    Reflect.set(changed, key, after)
  }
  return changed
}
