import type { FlowNode } from '../../design/document.ts'
import { oncePer } from '../../design/once-per.ts'
import { resolveBindings, variableNamePattern } from '../../design/variables.ts'
import { type ParsedSettings, parseSettings } from '../../run/compile.ts'
import { type BranchWords, type KazooAction } from './action.ts'
import { actionFor, actionOf, actionOfType } from './actions.ts'
import { actionRefusals } from './crossbar.ts'
import { type ExchangeContext, isTrue } from './fields.ts'
import { get, isEqual, isObject, type Json, type JsonObject, put, withKeys } from './json.ts'
import { lossesOf, lostBranches, skippedStep, titleOf } from './losses.ts'
import { OWN_KEY, readRecord, type RecordMapping, unmapped, writeRecord } from './record.ts'

/** What a Kazoo step says, in our words: a node without id, place and history. */
export interface StepContent {
  readonly type: string
  readonly version: number
  readonly label: string
  readonly disabled: boolean
  readonly settings: Record<string, unknown>
  readonly problems: readonly string[]
}

/** Node types for actions we have no module for, and Kazoo modules for modules it has no action for. */
const UNKNOWN_TYPE = 'kazoo:'
const OWN_MODULE = 'callwright_'

/** `step` without its children; `context.branches` are those it had. Always succeeds: what is not understood is kept as an unknown step. */
export function readStep(step: JsonObject, context: ExchangeContext): StepContent {
  const module = typeof step.module === 'string' ? step.module : ''
  const data = isObject(step.data) ? step.data : {}
  const action = actionOf(module, data)
  const read = action && readRecord(mappingOf(action), data, context)
  const common = { label: labelOf(data, action), disabled: isTrue(data.skip_module) }
  const of = (problem: string) => `${common.label === '' ? module : `${module} "${common.label}"`}: ${problem}`
  if (action && read?.ok) {
    const { type, version } = action.definition
    const problems = [...read.problems, ...(action.unkept?.(data, context) ?? [])].map(of)
    return { ...common, type, version, settings: bound(read.value, data), problems }
  }
  const problems = read && !read.ok ? [of(read.error)] : []
  if (module.startsWith(OWN_MODULE) && isObject(data.settings) && module.length > OWN_MODULE.length) {
    const type = module.slice(OWN_MODULE.length).slice(0, 64)
    const version = Number.isInteger(data.version) && Number(data.version) > 0 ? Number(data.version) : 1
    return { ...common, type, version, settings: safe(data.settings), problems }
  }
  return { ...common, type: `${UNKNOWN_TYPE}${module}`.slice(0, 64), version: 1, settings: safe(data), problems }
}

/** How the children of a step are named. */
export function branchWordsOf(step: JsonObject): BranchWords {
  const module = typeof step.module === 'string' ? step.module : ''
  return actionOf(module, isObject(step.data) ? step.data : {})?.branches ?? {}
}

export interface WrittenStep {
  readonly step: JsonObject
  readonly words: BranchWords
  /** What Kazoo will do otherwise. */
  readonly problems: readonly string[]
}

/** The step of a node, without children; an imported one that nobody has touched comes out as it came in. */
export function writeStep(node: FlowNode, context: ExchangeContext): WrittenStep {
  const { error, ...written } = writeOne(node, context)
  if (error !== undefined) return { ...written, problems: [`${titleOf(node)}: ${error}`] }
  const refused = refusedOf(node, written.step)
  return { ...written, problems: [...(node.disabled ? [] : problemsOf(node, written.step, context)), ...refused] }
}

/** Crossbar looks at steps that are switched off, too. */
function refusedOf(node: FlowNode, { module, data }: JsonObject): string[] {
  if (typeof module !== 'string' || !isObject(data)) return []
  const title = titleOf(node)
  return actionRefusals(module, data).map((sentence) => `${title}: ${sentence}`)
}

function problemsOf(node: FlowNode, step: JsonObject, context: ExchangeContext): string[] {
  const module = typeof step.module === 'string' ? step.module : ''
  if (module.startsWith(OWN_MODULE)) return [skippedStep(node, context.branches)]
  const data = isObject(step.data) ? step.data : {}
  const action = actionOf(module, data)
  if (!action) return []
  const title = titleOf(node)
  return [
    ...lossesOf(title, mappingOf(action), data),
    ...lostBranches(node, action.branches ?? {}, context.branches),
    ...differencesOf(node, action, context).map((sentence) => `${title}: ${sentence}`),
  ]
}

function differencesOf(node: FlowNode, { definition, differs }: KazooAction, context: ExchangeContext) {
  const settings = differs && parseSettings(definition, node)
  return settings?.ok ? (differs?.(unbound(settings) as never, context) ?? []) : [] // the module's own settings
}

/** `error`: the settings could not be said at all. */
interface WrittenOne {
  readonly step: JsonObject
  readonly words: BranchWords
  readonly error?: string
}

function writeOne(node: FlowNode, context: ExchangeContext): WrittenOne {
  const kept = get(node.foreign, 'kazoo')
  const original = isObject(kept) && typeof kept.module === 'string' ? kept : undefined
  if (original) {
    const words = branchWordsOf(original)
    const fresh = readStep(original, context)
    if (fresh.type === node.type) {
      if (isSameContent(node, fresh)) return { step: original, words }
      return { ...writeChanged(node, original, context), words }
    }
  }
  return writeFresh(node, context)
}

function isSameContent(node: FlowNode, { label, disabled, settings }: StepContent): boolean {
  return node.label === label && node.disabled === disabled && isEqual(node.settings, settings)
}

function writeChanged(node: FlowNode, original: JsonObject, context: ExchangeContext): Omit<WrittenOne, 'words'> {
  const data = isObject(original.data) ? original.data : undefined
  const had = actionOf(typeof original.module === 'string' ? original.module : '', data ?? {})
  if (had) {
    const settings = parseSettings(had.definition, node)
    if (!settings.ok) return { step: original, error: settings.error }
    const action = actionFor(node.type, unbound(settings), context, { action: had, data: data ?? {} })
    if (action && action !== had) {
      const { step } = writeFresh(node, context)
      const fresh = get(step, 'data')
      const kept = unmapped(mappingOf(action), unmapped(mappingOf(had), data ?? {}, context), context)
      const merged = withKeys(kept, Object.entries(isObject(fresh) ? fresh : {}))
      return {
        step: withKeys(original, [
          ['module', action.module],
          ['data', withCommon(merged, node, action)],
        ]),
      }
    }
    const changed = writeRecord(mappingOf(had), unbound(settings), data, context)
    return { step: withData(original, withBindings(withCommon(changed, node, had), settings)) }
  }
  const isOurs = typeof original.module === 'string' && original.module.startsWith(OWN_MODULE)
  const settings = node.settings as JsonObject // settings are JSON
  const changed = isOurs ? withKeys(data ?? {}, [['settings', settings]]) : settings
  return { step: withData(original, withCommon(changed, node, undefined)) }
}

function writeFresh(node: FlowNode, context: ExchangeContext): WrittenOne {
  const settings = parseSettings(actionOfType(node.type)?.definition, node)
  const action = settings.ok ? actionFor(node.type, unbound(settings), context) : actionOfType(node.type)
  if (action && settings.ok) {
    const data = writeRecord(mappingOf(action), unbound(settings), undefined, context)
    const step = { module: action.module, data: withBindings(withCommon(data, node, action), settings), children: {} }
    return { step, words: action.branches ?? {} }
  }
  const own = node.settings as JsonObject // settings are JSON
  if (node.type.startsWith(UNKNOWN_TYPE)) {
    const step = { module: node.type.slice(UNKNOWN_TYPE.length), data: withCommon(own, node, undefined), children: {} }
    return { step, words: {} }
  }
  const version = node.version === 1 ? undefined : node.version
  const data = withCommon(withKeys({ settings: own }, [['version', version]]), node, undefined)
  return {
    step: { module: OWN_MODULE + node.type, data, children: {} },
    words: {},
    ...(action && !settings.ok && { error: settings.error }),
  }
}

type Settings = Readonly<Record<string, unknown>>

const mappingOf = oncePer(({ definition, fields, constant, silent, finish }: KazooAction): RecordMapping => {
  const more = { ...(constant && { constant }), ...(silent && { silent }), ...(finish && { finish }) }
  return { schema: definition.settings, fields, ...more }
})

type Parsed = Extract<ParsedSettings, { ok: true }>

/** Kazoo binds nothing to variables: it sees nothing chosen there, and we keep the bindings beside. */
const unbound = ({ value, bindings }: Parsed) => resolveBindings(value, bindings, () => undefined) as Settings // the same record

function withBindings(data: JsonObject, { bindings }: Parsed): JsonObject {
  const kept = bindings.map(({ path, variable }) => [path.join('.'), variable] as const)
  if (kept.length === 0 && get(data, OWN_KEY, 'variables') === undefined) return data
  return put(data, [OWN_KEY, 'variables'], kept.length === 0 ? undefined : Object.fromEntries(kept))
}

function bound(settings: Settings, data: JsonObject): Record<string, unknown> {
  const kept = get(data, OWN_KEY, 'variables')
  if (!isObject(kept)) return settings
  let rebound = settings
  for (const [path, variable] of Object.entries(kept).slice(0, MAX_BINDINGS)) {
    if (typeof variable === 'string' && variableNamePattern.test(variable)) rebound = bindAt(rebound, path, variable)
  }
  return rebound
}

/** Fields, or elements of a list that the export had to leave out. */
function bindAt(settings: Settings, path: string, variable: string): Record<string, unknown> {
  const [key = '', index, ...deeper] = path.split('.')
  if (!Object.hasOwn(settings, key) || key === '__proto__' || deeper.length > 1) return settings
  if (index === undefined) return { ...settings, [key]: { variable } }
  const list: unknown = settings[key]
  if (!Array.isArray(list) || !/^[0-9]{1,3}$/.test(index)) return settings
  const element = deeper[0] === undefined ? { variable } : { [deeper[0]]: { variable } }
  return { ...settings, [key]: (list as readonly unknown[]).toSpliced(Number(index), 0, element) }
}

const MAX_BINDINGS = 500

const withData = (step: JsonObject, data: JsonObject) =>
  step.data === undefined && Object.keys(data).length === 0 ? step : withKeys(step, [['data', data]])

function labelOf(data: JsonObject, action: KazooAction | undefined): string {
  const label = action?.labelKey ? data[action.labelKey] : get(data, OWN_KEY, 'label')
  return typeof label === 'string' ? label.slice(0, 80) : ''
}

/** Label and "switched off", where every step keeps them. */
function withCommon(data: JsonObject, node: FlowNode, action: KazooAction | undefined): JsonObject {
  let written: JsonObject = data
  if (labelOf(data, action) !== node.label) {
    written = put(written, action?.labelKey ? [action.labelKey] : [OWN_KEY, 'label'], node.label || undefined)
  }
  if (isTrue(data.skip_module) === node.disabled) return written
  return put(written, ['skip_module'], node.disabled || undefined)
}

/** Records of ours cannot hold `__proto__`; such data stays in the original alone. */
function safe(data: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== '__proto__')) as Record<string, Json>
}
