import type { Callflow, Document, FlowNode, Menu, NumberList, Trunk } from '../design/document.ts'
import { moduleFor } from '../modules/registry.ts'
import { linearRegex } from '../numbering/linear-regex.ts'
import { parseSettings } from '../run/compile.ts'
import { nameOf } from './step-words.ts'

/** An expression that cannot be matched (ADR 10), with its place. */
export interface UnreadableExpression {
  readonly nodeId?: string
  /** The field as its form names it, with the step it belongs to: `"Patterns"`. */
  readonly field: string
  readonly source: string
  /** What follows from it, said of the expression: `answers nothing`. */
  readonly effect: string
  readonly error: string
}

interface Expression extends Omit<UnreadableExpression, 'error'> {}

export function unreadableExpressions(document: Document): readonly UnreadableExpression[] {
  return expressionsOf(document).flatMap((expression) => {
    const compiled = expression.source === '' ? undefined : linearRegex(expression.source)
    return compiled && !compiled.ok ? [{ ...expression, error: compiled.error }] : []
  })
}

function expressionsOf(document: Document): readonly Expression[] {
  switch (document.kind) {
    case 'callflow':
      return [...ofPatterns(document), ...ofSteps(document)]
    case 'menu':
      return ofMenu(document)
    case 'number-list':
      return ofList(document)
    case 'trunk':
      return ofTrunk(document)
    default:
      return []
  }
}

const ofPatterns = ({ patterns }: Callflow): Expression[] =>
  patterns.map((source) => ({ field: '"Patterns"', source, effect: 'answers nothing' }))

const ofTrunk = ({ numberPatterns }: Trunk): Expression[] =>
  numberPatterns.map((source) => ({ field: '"Only for numbers"', source, effect: 'is for none' }))

const ofMenu = ({ huntAllow, huntDeny }: Menu): Expression[] => [
  { field: '"Extensions allowed"', source: huntAllow, effect: 'allows none' },
  { field: '"Extensions refused"', source: huntDeny, effect: 'refuses all of them' },
]

const ofList = ({ entries }: NumberList): Expression[] =>
  entries.flatMap(({ match, value, label }) =>
    match === 'regex'
      ? [{ field: label === '' ? '"Numbers"' : `"Numbers", ${label}`, source: value, effect: 'matches nobody' }]
      : [],
  )

const ofSteps = ({ nodes }: Callflow): Expression[] => Object.values(nodes).flatMap(ofStep)

/** The expressions of a step that it uses as it is set; of thousands of steps hardly one has any. */
function ofStep(node: FlowNode): Expression[] {
  const definition = moduleFor(node.type)
  if (!definition?.expressions) return []
  const settings = parseSettings(definition, node)
  if (!settings.ok) return []
  return definition.expressions(settings.value).map(({ label, source, otherwise }) => ({
    nodeId: node.id,
    field: `${nameOf(node)}, "${label}"`,
    source,
    effect: otherwise,
  }))
}
