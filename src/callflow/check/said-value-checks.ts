import type { FlowNode } from '../design/document.ts'
import { notSaidWords, playMedia, type PlayMediaSettings } from '../modules/play-media/play-media.ts'
import { grammars } from '../scripts/saying/grammar.ts'
import { sayValue } from '../scripts/saying/say-value.ts'
import type { Finding } from './finding.ts'
import { nameOf } from './step-words.ts'

/** A value written into a step that is not what it is to be said as. Every language understands the same. */
export function checkSaidValue(
  node: FlowNode,
  settings: unknown,
  say: (finding: Omit<Finding, 'documentId'>) => Finding,
): Finding[] {
  if (node.type !== playMedia.type) return []
  const { sound, value, sayAs } = settings as PlayMediaSettings // its own settings
  if (sound !== 'value' || value === '') return []
  const said = sayValue(value, sayAs, grammars.en)
  if (said.isUnderstood) return []
  const message = `The value of ${nameOf(node)} is ${notSaidWords(value, sayAs, said)}.`
  return [say({ code: 'cannot-be-said', severity: 'warning', message })]
}
