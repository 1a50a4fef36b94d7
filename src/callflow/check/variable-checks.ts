import type { Callflow, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { builtInVariables } from '../run/call-variables.ts'
import { parseSettings, type ParsedSettings } from '../run/compile.ts'
import { moduleFor } from '../modules/registry.ts'
import { playMedia, type PlayMediaSettings } from '../modules/play-media/play-media.ts'
import { pairsOf } from '../modules/callflow-variables/callflow-variables.ts'
import type { Finding } from './finding.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** A step that reads a variable which no step of the design sets (M37): it always goes on as if nothing were chosen. */
export function checkVariables(
  callflow: Callflow,
  node: FlowNode,
  settings: Extract<ParsedSettings, { ok: true }>,
  design: DesignSnapshot,
  say: Say,
): Finding[] {
  const read = settings.bindings.map(({ variable }) => variable)
  if (node.type === 'branch-on-variable') {
    const { scope, variable } = settings.value as { scope: string; variable: string } // its own settings
    if (scope === 'call') read.push(variable)
  }
  if (node.type === playMedia.type) {
    const { sound, variable } = settings.value as PlayMediaSettings // its own settings
    if (sound === 'variable') read.push(variable)
  }
  if (read.length === 0) return []
  const known = variablesOf(design)
  return [...new Set(read)].flatMap((variable): Finding[] => {
    if (variable === '' || known.has(variable)) return []
    const message = `A step of "${callflow.name}" uses the variable "${variable}", which no step sets.`
    return [say({ code: 'unknown-variable', severity: 'warning', message })]
  })
}

/** By the list of callflows, which is a new one in every design: what a check is given is a view of the design, made for it. */
const variables = new WeakMap<readonly Callflow[], ReadonlySet<string>>()

/** Every variable that some step sets, and those that every call has. */
export function variablesOf(design: DesignSnapshot): ReadonlySet<string> {
  const flows = design.list('callflow')
  const known = variables.get(flows)
  if (known) return known
  const names = new Set(Object.keys(builtInVariables))
  for (const callflow of flows) {
    for (const node of Object.values(callflow.nodes)) for (const name of setBy(node)) names.add(name)
  }
  variables.set(flows, names)
  return names
}

function setBy(node: FlowNode): readonly string[] {
  if (node.type !== 'callflow-variables' && node.type !== 'collect-digits') return []
  const settings = parseSettings(moduleFor(node.type), node)
  if (!settings.ok) return []
  const { variable, more = [] } = settings.value as { variable: string; more?: readonly string[] } // the two modules above
  return [variable, ...pairsOf(more).map(([name]) => name)].filter((name) => name !== '')
}
