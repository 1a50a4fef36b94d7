import { type Callflow, type FlowNode, makeDocument } from '../design/document.ts'
import { step } from '../design/extension.ts'
import type { DocumentId } from '../design/kind.ts'
import { stackPosition } from '../design/layout.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { linearRegex } from '../numbering/linear-regex.ts'
import { dialledCode, type FeatureCodeType, featureCodeType } from './catalogue.ts'

/** What an edit of the codes writes and takes away, for one change; or why it cannot be made. */
export type FeatureCodeEdit =
  | { readonly ok: true; readonly put: readonly Callflow[]; readonly remove: readonly DocumentId[] }
  | { readonly ok: false; readonly why: string }

/** Somebody else who answers what a code would answer. */
export interface FeatureCodeConflict {
  readonly callflowId: DocumentId
  readonly message: string
}

/** The flow of a code that is switched on. */
export function flowOfCode(design: DesignSnapshot, type: string): Callflow | undefined {
  return design.list('callflow').find(({ featureCode }) => featureCode?.type === type)
}

/** Switches a code on: makes its flow (M10). Refused when the code is taken or cannot be dialled. */
export function enable(design: DesignSnapshot, type: string, code?: string): FeatureCodeEdit {
  const about = featureCodeType(type)
  if (!about) return { ok: false, why: `There is no feature code "${type}".` }
  if (flowOfCode(design, type)) return { ok: false, why: `${about.name} is already on.` }
  const chosen = code ?? about.defaultCode
  const why = refusal(design, about, chosen)
  return why === undefined
    ? { ok: true, put: [flowFor(about, chosen, freeId(design, type))], remove: [] }
    : { ok: false, why }
}

/** Switches a code off: its flow goes (M10). */
export function disable(design: DesignSnapshot, type: string): FeatureCodeEdit {
  const flow = flowOfCode(design, type)
  return flow ? { ok: true, put: [], remove: [flow.id] } : { ok: false, why: 'That feature code is already off.' }
}

/** Gives a code that is on other digits. Steps somebody added to its flow stay. */
export function renumber(design: DesignSnapshot, type: string, code: string): FeatureCodeEdit {
  const about = featureCodeType(type)
  const flow = flowOfCode(design, type)
  if (!about || !flow?.featureCode) return { ok: false, why: 'That feature code is off.' }
  if (flow.featureCode.code === code) return { ok: true, put: [], remove: [] }
  const why = refusal(design, about, code)
  if (why !== undefined) return { ok: false, why }
  const before = answers(about, flow.featureCode.code)
  const after = answers(about, code)
  const swap = (own: readonly string[], from: readonly string[], to: readonly string[]) => [
    ...to,
    ...own.filter((each) => !from.includes(each)),
  ]
  const renamed = flow.name === nameOf(about, flow.featureCode.code) ? nameOf(about, code) : flow.name
  const next: Callflow = {
    ...flow,
    name: renamed,
    featureCode: { type, code },
    numbers: swap(flow.numbers, before.numbers, after.numbers),
    patterns: swap(flow.patterns, before.patterns, after.patterns),
  }
  return { ok: true, put: [next], remove: [] }
}

/**
 * Everything else that answers what the code answers: the same number or pattern, and patterns that would win or lose against it, since
 * the longest captured text decides (A0). A number inside the range of a pattern is no conflict: numbers come first, as *56 before *5.
 */
export function conflictsOf(design: DesignSnapshot, type: string, code: string): readonly FeatureCodeConflict[] {
  const about = featureCodeType(type)
  if (!about) return []
  const { numbers, patterns } = answers(about, code)
  const dialled = dialledCode(about, code)
  return design.list('callflow').flatMap((flow): FeatureCodeConflict[] => {
    if (flow.featureCode?.type === type) return []
    const number = flow.numbers.find((each) => numbers.includes(each))
    if (number !== undefined) return [conflict(flow, `${number} is already answered by "${flow.name}".`)]
    if (patterns.length === 0) return []
    if (flow.numbers.includes(dialled)) return [conflict(flow, `${dialled} is already answered by "${flow.name}".`)]
    const clashes = flow.patterns.some((pattern) => patterns.includes(pattern) || overlaps(pattern, dialled, patterns))
    return clashes ? [conflict(flow, `"${flow.name}" answers numbers that begin with ${dialled}, too.`)] : []
  })
}

const conflict = ({ id }: Callflow, message: string): FeatureCodeConflict => ({ callflowId: id, message })

/** Tried with what people dial: some digits behind the code, and behind the other's code when that is a feature code as well. */
function overlaps(theirs: string, dialled: string, ours: readonly string[]): boolean {
  const samples = ['', '1', '12', '1001', '6045550123'].map((digits) => dialled + digits)
  const begins = /^\^\\?(\*?)((?:\\\*|[0-9])*)\(\[0-9\]/.exec(theirs)
  const their = begins ? `${begins[1] ?? ''}${(begins[2] ?? '').replaceAll('\\', '')}` : undefined
  const more = their === undefined ? [] : ['1', '12', '1001'].map((digits) => their + digits)
  return [...samples, ...more].some((text) => answersText([theirs], text) && answersText(ours, text))
}

function answersText(patterns: readonly string[], text: string): boolean {
  return patterns.some((source) => {
    const compiled = linearRegex(source)
    return compiled.ok && compiled.regex.match(text) !== undefined
  })
}

/** The numbers and patterns of a code. */
export function answers(
  about: FeatureCodeType,
  code: string,
): { readonly numbers: readonly string[]; readonly patterns: readonly string[] } {
  const dialled = dialledCode(about, code)
  if (about.followedBy === 'nothing') return { numbers: [dialled], patterns: [] }
  const rest = about.followedBy === 'digits' ? '[0-9]+' : '[0-9]*'
  return { numbers: [], patterns: [`^${dialled.replaceAll('*', '\\*')}(${rest})$`] }
}

function refusal(design: DesignSnapshot, about: FeatureCodeType, code: string): string | undefined {
  if (!/^[0-9*]{1,6}$/.test(code)) return 'A code is one to six digits or stars.'
  return conflictsOf(design, about.type, code)[0]?.message
}

const nameOf = (about: FeatureCodeType, code: string) => `${dialledCode(about, code)} ${about.name}`

function flowFor(about: FeatureCodeType, code: string, id: DocumentId): Callflow {
  const steps: FlowNode[] = [step('code', about.module, about.settings, stackPosition(0))]
  if (about.thenHangUp) steps.push(step('hang-up', 'hang-up', {}, stackPosition(1)))
  const { numbers, patterns } = answers(about, code)
  return makeDocument('callflow', {
    id,
    name: nameOf(about, code),
    featureCode: { type: about.type, code },
    numbers: [...numbers],
    patterns: [...patterns],
    entry: 'code',
    nodes: Object.fromEntries(steps.map((node) => [node.id, node])),
    wires: about.thenHangUp ? [{ from: 'code', branch: '_', to: 'hang-up' }] : [],
  })
}

/** The same id for the same code, so that switching it off and on again is no change for a file export. */
function freeId(design: DesignSnapshot, type: string): DocumentId {
  const stem = `feature-${type.replaceAll(/[^a-z0-9]+/g, '-').replace(/-$/, '')}`
  let id = stem
  for (let number = 2; design.get(id); number++) id = `${stem}-${number}`
  return id
}
