import type { ModuleDefinition } from '../define-module.ts'
import type { Callflow, Menu } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { mayHunt } from '../modules/menu/may-hunt.ts'
import { modules } from '../modules/registry.ts'
import { outsideNumbersOf } from '../numbering/from-outside.ts'
import { lineOf } from '../numbering/admit.ts'
import { branchWords, nodeWords } from '../picture/flow-words.ts'
import { type CompiledNode, compileFlow } from '../run/compile.ts'
import { choosers, type WayOn } from '../step-traits.ts'
import { forwardsAt, ringingSteps } from './forwards.ts'

/** The steps by which calls leave again, the freest first. */
export const callsOutSteps: readonly ModuleDefinition[] = choosers.flatMap((chooser) =>
  modules.filter(({ callsOut }) => callsOut?.chosenBy === chooser),
)
/** The steps at which a mailbox is opened, those that are not for the house first. */
export const mailboxSteps: readonly ModuleDefinition[] = [undefined, true].flatMap((isOfHouse) =>
  modules.filter(({ opensMailboxes, servesTheHouse }) => opensMailboxes && servesTheHouse === isOfHouse),
)

/** A callflow that a call from outside can come to, and the first way there that was found. */
export interface ReachedFlow {
  readonly flow: Callflow
  /** `pattern`: by no number that is listed. */
  readonly by: 'number' | 'pattern'
  /** The step that led to it, and in which callflow; undefined for what is dialled. */
  readonly from: Reached | undefined
  /** How: the number, a key, a name. Empty for a step that only leads there. */
  readonly words: string
}

export interface Reached {
  readonly at: ReachedFlow
  readonly step: StepWithin
}

/** A step that can be come to from the first one of its callflow, by the shortest way. */
interface StepWithin extends CompiledNode {
  readonly before: StepWithin | undefined
  readonly branch: string
}

/** Every step worth a look that a call from outside can come to (ADR 58), in callflows breadth first: from listed numbers, then from patterns. */
export function reachedFromOutside(design: DesignSnapshot): readonly Reached[] {
  const walk = new Walk(design)
  const flows = design.list('callflow')
  const starts = flows.flatMap((flow) => {
    const numbers = outsideNumbersOf(design, flow)
    return numbers.length === 0 ? [] : [{ flow, words: listed(numbers) }]
  })
  const preflow = design.find('callflow', design.account?.preflowId)
  if (starts[0]) walk.enter({ ...starts[0], flow: preflow, by: 'number', from: undefined })
  for (const start of starts) walk.enter({ ...start, by: 'number', from: undefined })
  walk.follow()
  for (const flow of flows) {
    const [words] = flow.patterns
    if (flow.patternsFromOutside && words !== undefined) walk.enter({ flow, words, by: 'pattern', from: undefined })
  }
  walk.follow()
  return walk.reached
}

class Walk {
  readonly reached: Reached[] = []
  readonly #design: DesignSnapshot
  readonly #seen = new Set<Callflow>()
  readonly #flows: ReachedFlow[] = []
  /** Rules of hunting that were followed: other menus with the same lead nowhere new. */
  readonly #hunted = new Set<string>()
  #followed = 0

  constructor(design: DesignSnapshot) {
    this.#design = design
  }

  enter({ flow, ...rest }: Omit<ReachedFlow, 'flow'> & { readonly flow: Callflow | undefined }): void {
    if (!flow || this.#seen.has(flow)) return
    this.#seen.add(flow)
    this.#flows.push({ ...rest, flow })
  }

  follow(): void {
    for (let at = this.#flows[this.#followed]; at; at = this.#flows[++this.#followed]) {
      for (const step of stepsOf(at.flow)) {
        const from = { at, step }
        this.reached.push(from)
        for (const { onward, words } of this.#onward(step)) this.enter({ flow: onward, words, by: at.by, from })
      }
    }
  }

  #onward(step: CompiledNode): readonly Onward[] {
    if (step.node.type !== 'menu') return onwardFrom(step, this.#design)
    const { menuId } = step.settings.ok ? (step.settings.value as MenuChosen) : { menuId: null }
    const menu = this.#design.find('menu', menuId)
    const rules = menu?.hunt ? JSON.stringify([menu.maxDigits, menu.huntAllow, menu.huntDeny]) : undefined
    if (!menu || rules === undefined || this.#hunted.has(rules)) return []
    this.#hunted.add(rules)
    return huntedFrom(menu, this.#design)
  }
}

/** Steps that lead to other callflows or out. A menu leads to whatever may be dialled at it. */
const isWorthALook = ({ node, definition }: CompiledNode): boolean =>
  definition !== undefined && (node.type === 'menu' || leading.has(definition))

const leading: ReadonlySet<ModuleDefinition> = new Set([
  ...callsOutSteps,
  ...mailboxSteps,
  ...ringingSteps,
  ...modules.filter((each) => 'leadsTo' in each || 'waysOn' in each),
])

/** Those of a callflow that are worth a look and can be come to; steps that are switched off only lead on. */
const stepsOf = oncePer((flow: Callflow): readonly StepWithin[] => {
  const { nodes } = compileFlow(flow)
  const first = flow.entry === null ? undefined : nodes.get(flow.entry)
  const found: StepWithin[] = first ? [{ ...first, before: undefined, branch: '_' }] : []
  const seen = new Set([flow.entry])
  for (const before of found) {
    for (const [branch, to] of before.wires) {
      const next = before.node.disabled && branch !== '_' ? undefined : nodes.get(to)
      if (!next || seen.has(to)) continue
      seen.add(to)
      found.push({ ...next, before, branch })
    }
  }
  return found.filter((step) => isWorthALook(step) && !step.node.disabled && step.settings.ok)
})

const listed = (numbers: readonly string[]) =>
  numbers.length === 1 ? (numbers[0] ?? '') : `${numbers[0]} and ${numbers.length - 1} more`

/** Of the settings of a menu step. */
interface MenuChosen {
  readonly menuId: DocumentId | null
}

interface Onward {
  readonly onward: Callflow | undefined
  readonly words: string
}

/** Other callflows that a step leads to by itself; what a web address or somebody with a PIN chooses is a way out of its own. */
function onwardFrom({ definition, settings }: CompiledNode, design: DesignSnapshot): readonly Onward[] {
  if (!definition || !settings.ok) return []
  const { ringing } = definition
  const callflowId = definition.leadsTo?.(settings.value)
  const ways: readonly WayOn[] = [
    ...(callflowId === undefined ? [] : [{ callflowId, words: '' }]),
    ...(definition.waysOn?.(settings.value, design) ?? []),
    ...(ringing?.as === 'direct' ? forwardsAt(ringing, settings.value, design) : []).map(({ number }) => ({
      number,
      words: `forwarded to ${number}`,
    })),
  ]
  return ways.map((way) => ({ onward: flowBy(way, design), words: way.words }))
}

function flowBy(way: WayOn, design: DesignSnapshot): Callflow | undefined {
  if ('callflowId' in way) return design.find('callflow', way.callflowId)
  return way.number === '' ? undefined : design.find('callflow', lineOf(design, way.number)?.callflowId)
}

function huntedFrom(menu: Menu, design: DesignSnapshot): readonly Onward[] {
  return design.list('callflow').flatMap((onward): Onward[] => {
    const number = onward.numbers.find(
      (each) => /^[0-9*#]+$/.test(each) && each.length <= menu.maxDigits && mayHunt(menu, each),
    )
    const keyed = number ?? (onward.patternsFromOutside ? onward.patterns[0] : undefined)
    return keyed === undefined ? [] : [{ onward, words: `dials ${keyed}` }]
  })
}

/** `+16045550100 → Main → Menu → 1 → Sales → DISA`. Long ways are shown by both ends. */
export function wayTo(reached: Reached, design: DesignSnapshot): string {
  const parts: string[] = []
  for (let from: Reached | undefined = reached; from; from = from.at.from) {
    for (let step: StepWithin | undefined = from.step; step; step = step.before) {
      parts.unshift(nodeWords(step.node, design).title)
      if (step.before && step.branch !== '_') parts.unshift(branchWords(step.before.node, step.branch, design))
    }
    parts.unshift(...[from.at.words, from.at.flow.name].filter((part) => part !== ''))
  }
  const shown = parts.length <= MOST_SHOWN ? parts : [...parts.slice(0, 4), '…', ...parts.slice(-5)]
  return shown.join(' → ')
}

const MOST_SHOWN = 12
